// Prints, ended by a NUL, the interpreter of each program that it is given the bytes of.
#include "init/interpreter.h"

#include <sys/mman.h>

#include <cstdio>

#include "input.h"

int main() {
  while (const auto item = driver::nextItem()) {
    const int file = memfd_create("program", 0);
    if (file < 0 || write(file, item->data(), item->size()) != static_cast<ssize_t>(item->size())) return 1;
    caisson::init::PathText interpreter;
    caisson::init::readInterpreter(file, &interpreter);
    std::printf("%s%c", interpreter.text(), 0);
    close(file);
  }
  return 0;
}
