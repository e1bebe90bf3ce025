// A stack for a child that runs in the engine's memory (CLONE_VM|CLONE_VFORK), with a page below it that faults.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

#include "binding/error.h"

namespace caisson::binding {

class ChildStack {
 public:
  explicit ChildStack(Napi::Env env)
      : base_(mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {
    if (base_ == MAP_FAILED) throw systemError(env, "mmap", errno);
    mprotect(base_, static_cast<size_t>(getpagesize()), PROT_NONE);
  }
  ChildStack(const ChildStack&) = delete;
  ChildStack& operator=(const ChildStack&) = delete;
  ~ChildStack() { munmap(base_, kSize); }

  // Stacks grow down on every architecture that we build for.
  [[nodiscard]] void* top() const { return static_cast<char*>(base_) + kSize; }

 private:
  static constexpr size_t kSize = size_t{64} * 1024;
  void* base_;
};

}  // namespace caisson::binding
