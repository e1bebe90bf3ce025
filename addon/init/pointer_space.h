// Lists of the plan as execve(2) wants them: pointers, the last one null.
#pragma once

#include <sys/mman.h>

#include <cstddef>

#include "wire.gen.h"

namespace caisson::init {

// Room for the pointers of all lists of one plan, reserved before anything is executed: at exec a seccomp filter may
// deny even mmap. Pages that are never touched cost nothing.
class PointerSpace {
 public:
  // False where there is no memory; errno says so. A list takes four bytes of the plan and a string five, so half as
  // many pointers as the plan has bytes leaves room for each list's last one and one more.
  [[nodiscard]] bool reserve(size_t planSize) {
    const size_t bytes = planSize / 2 * sizeof(char*) + sizeof(char*);
    void* const pages =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED) return false;
    next_ = static_cast<char**>(pages);
    return true;
  }

  // The list, and `extra` behind it where that is not null. Each list may be taken once.
  [[nodiscard]] char* const* take(const wire::StringList& list, const char* extra = nullptr) {
    char** const array = next_;
    // execve(2) takes char* for history's sake, and changes nothing
    for (const char* text : list) *next_++ = const_cast<char*>(text);
    if (extra != nullptr) *next_++ = const_cast<char*>(extra);
    *next_++ = nullptr;
    return array;
  }

 private:
  char** next_ = nullptr;
};

}  // namespace caisson::init
