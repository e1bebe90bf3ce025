// The first moments of init: between clone and exec, in the memory of the engine.
//
// The child shares the engine's memory while the engine's calling thread waits (CLONE_VM|CLONE_VFORK), and the engine's
// other threads go on. So nothing here allocates, locks or throws: system calls only.
#pragma once

#include <cstddef>

namespace caisson::binding {

struct ChildPlan {
  int exe = -1;
  char* const* argv = nullptr;
  char* const* envp = nullptr;
  // Descriptors 3 to 3+keep-1 stay as they are; `fds` follow, and all others are closed.
  int keep = 0;
  const int* fds = nullptr;
  size_t fdCount = 0;
  // Room for fdCount numbers; the child's own.
  int* scratch = nullptr;

  // Written by the child where it fails.
  const char* failedSyscall = nullptr;
  int error = 0;
};

// What clone(2) calls; `plan` is a ChildPlan. Never returns normally.
int runChild(void* plan);

}  // namespace caisson::binding
