#include "init/footprint.h"

#include <elf.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

namespace caisson::init {
namespace {

// Advice only: where the kernel refuses, the pages stay.
void drop(uintptr_t start, uintptr_t end) {
  const auto page = static_cast<uintptr_t>(getpagesize());
  const uintptr_t first = start / page * page;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the addresses are those of the program headers
  madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
}

}  // namespace

void dropCleanPages(const void* plan, unsigned long planSize) {
  // segments that nobody can write to have no content of their own; the executable is linked at fixed addresses
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the auxiliary vector holds integers
  const auto* const headers = reinterpret_cast<const ElfW(Phdr)*>(getauxval(AT_PHDR));
  const unsigned long count = getauxval(AT_PHNUM);
  for (unsigned long index = 0; headers != nullptr && index < count; ++index) {
    const ElfW(Phdr)& segment = headers[index];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
    drop(segment.p_vaddr, segment.p_vaddr + segment.p_memsz);
  }
  drop(reinterpret_cast<uintptr_t>(plan), reinterpret_cast<uintptr_t>(plan) + planSize);
}

}  // namespace caisson::init
