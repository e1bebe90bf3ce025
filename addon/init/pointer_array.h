// A list of the plan as execve(2) wants it: pointers, the last one null.
#pragma once

#include <sys/mman.h>

#include <cstddef>

#include "wire.gen.h"

namespace caisson::init {

// Lives in pages of its own: init has no heap, and a stack might be too small for what execve takes.
class PointerArray {
 public:
  explicit PointerArray(const wire::StringList& list) : size_((size_t{list.count()} + 1) * sizeof(char*)) {
    void* const pages = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED) return;
    data_ = static_cast<char**>(pages);
    size_t index = 0;
    // execve(2) takes char* for history's sake, and changes nothing
    for (const char* text : list) data_[index++] = const_cast<char*>(text);
  }
  PointerArray(const PointerArray&) = delete;
  PointerArray& operator=(const PointerArray&) = delete;
  ~PointerArray() {
    if (data_ != nullptr) munmap(data_, size_);
  }

  // False where there was no memory; errno says so.
  [[nodiscard]] bool valid() const { return data_ != nullptr; }
  [[nodiscard]] char* const* get() const { return data_; }

 private:
  size_t size_;
  char** data_ = nullptr;
};

}  // namespace caisson::init
