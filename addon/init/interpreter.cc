#include "init/interpreter.h"

#include <elf.h>
#include <unistd.h>

#include <cstring>

namespace caisson::init {
namespace {

// `#!`, spaces, a path, and perhaps one argument; the kernel looks at 256 bytes (BINPRM_BUF_SIZE).
void readScript(const char* line, size_t size, PathText* interpreter) {
  size_t at = 2;
  while (at < size && (line[at] == ' ' || line[at] == '\t')) ++at;
  const size_t start = at;
  while (at < size && std::strchr(" \t\n", line[at]) == nullptr) ++at;
  interpreter->add(line + start, at - start);
}

template <class Value>
[[nodiscard]] bool readAt(int file, uint64_t offset, Value* value) {
  return pread(file, value, sizeof(*value), static_cast<off_t>(offset)) == static_cast<ssize_t>(sizeof(*value));
}

// 64-bit, of this machine's byte order; of others nothing is said.
void readElf(int file, const Elf64_Ehdr& header, PathText* interpreter) {
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) return;
  if (header.e_phentsize != sizeof(Elf64_Phdr)) return;
  constexpr unsigned kMost = 64;
  for (unsigned index = 0; index < header.e_phnum && index < kMost; ++index) {
    Elf64_Phdr segment = {};
    if (!readAt(file, header.e_phoff + uint64_t{index} * sizeof(segment), &segment)) return;
    if (segment.p_type != PT_INTERP) continue;
    char path[512];
    if (segment.p_filesz == 0 || segment.p_filesz > sizeof(path)) return;
    const ssize_t size = pread(file, path, segment.p_filesz, static_cast<off_t>(segment.p_offset));
    if (size <= 0 || path[size - 1] != '\0') return;
    interpreter->add(path);
    return;
  }
}

}  // namespace

void readInterpreter(int file, PathText* interpreter) {
  char start[256];
  const ssize_t size = pread(file, start, sizeof(start), 0);
  if (size > 2 && start[0] == '#' && start[1] == '!') return readScript(start, static_cast<size_t>(size), interpreter);
  Elf64_Ehdr header = {};
  if (size < static_cast<ssize_t>(sizeof(header)) || std::memcmp(start, ELFMAG, SELFMAG) != 0) return;
  std::memcpy(&header, start, sizeof(header));
  readElf(file, header, interpreter);
}

}  // namespace caisson::init
