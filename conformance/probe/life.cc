#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <string>

#include "json.h"
#include "verbs.h"

namespace probe {
namespace {

long number(Arguments arguments, size_t index, long otherwise) {
  return index < arguments.size() ? strtol(arguments[index], nullptr, 10) : otherwise;
}

int64_t milliseconds(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
}

int print_window(const char* verb) {
  winsize size = {};
  ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
  Json json;
  json.open('{').field("verb", verb).field("rows", size.ws_row).field("columns", size.ws_col).close('}').print();
  return size.ws_row;
}

}  // namespace

int leave(Arguments arguments) { _exit(static_cast<int>(number(arguments, 0, 0))); }

int die(Arguments arguments) {
  kill(getpid(), static_cast<int>(number(arguments, 0, SIGKILL)));
  return 70;
}

int wait_forever(Arguments arguments) {
  const long seconds = number(arguments, 0, -1);
  if (seconds >= 0) {
    sleep(static_cast<unsigned>(seconds));
    return 0;
  }
  for (;;) pause();
}

// Waits by sigwait, so that PID 1 of a namespace gets what it has no handler for (pid_namespaces(7)).
int wait_signal(Arguments arguments) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  const long wanted = number(arguments, 0, SIGTERM);
  Json ready;
  ready.open('{').field("verb", "ready").close('}').print();
  for (;;) {
    siginfo_t information = {};
    const int signal = sigwaitinfo(&all, &information);
    if (signal <= 0 || signal == SIGCHLD) continue;
    Json json;
    json.open('{').field("verb", "signal-wait").field("signal", signal).close('}').print();
    if (signal == wanted) return static_cast<int>(number(arguments, 1, 0));
  }
}

int ignore_signal(Arguments arguments) {
  signal(static_cast<int>(number(arguments, 0, SIGTERM)), SIG_IGN);
  return 0;
}

int allocate(Arguments arguments) {
  const size_t size = static_cast<size_t>(number(arguments, 0, 1)) << 20;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const int error = memory == MAP_FAILED ? errno : 0;
  if (error == 0) memset(memory, 1, size);
  Json json;
  json.open('{').field("verb", "alloc").field("errno", errno_name(error)).close('}').print();
  return 0;
}

int spin(Arguments arguments) {
  const int64_t begin = milliseconds(CLOCK_MONOTONIC);
  const int64_t until = begin + number(arguments, 0, 500);
  while (milliseconds(CLOCK_MONOTONIC) < until) {
  }
  Json json;
  json.open('{').field("verb", "spin").field("wall", milliseconds(CLOCK_MONOTONIC) - begin);
  json.field("cpu", milliseconds(CLOCK_PROCESS_CPUTIME_ID)).close('}').print();
  return 0;
}

int echo_input(Arguments) {
  char buffer[4096];
  ssize_t got = 0;
  while ((got = read(STDIN_FILENO, buffer, sizeof buffer)) > 0) {
    if (write(STDOUT_FILENO, buffer, static_cast<size_t>(got)) != got) return 74;
  }
  return 0;
}

int wait_window(Arguments arguments) {
  sigset_t changed;
  sigemptyset(&changed);
  sigaddset(&changed, SIGWINCH);
  sigprocmask(SIG_BLOCK, &changed, nullptr);
  print_window("window");
  siginfo_t information = {};
  do {
    sigwaitinfo(&changed, &information);
  } while (print_window("window-changed") != number(arguments, 0, 0));
  return 0;
}

int read_descriptor(Arguments arguments) {
  char buffer[4096];
  const ssize_t got = read(static_cast<int>(number(arguments, 0, 3)), buffer, sizeof buffer);
  const int error = got < 0 ? errno : 0;
  Json json;
  json.open('{').field("verb", "read-fd").field("errno", errno_name(error));
  json.field("text", std::string_view(buffer, got < 0 ? 0 : static_cast<size_t>(got))).close('}').print();
  return 0;
}

}  // namespace probe
