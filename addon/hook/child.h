// The hook's process: from fork to exec.
#pragma once

#include <sys/types.h>

#include "hook/runner.h"
#include "shared/unique_fd.h"

namespace caisson::hook {

// A forked process that waits for release() before it executes the hook.
struct Child {
  pid_t pid = -1;
  UniqueFd pidfd;
  UniqueFd control;  // carries the go-ahead to the child, and the errno of a failed exec back
  UniqueFd input;    // write end, non-blocking
  UniqueFd output;   // read end, non-blocking
};

// 0, or the errno of `*syscall`.
[[nodiscard]] int start(const Request& request, Child* child, const char** syscall);

// Let it execute. False where it has died already.
[[nodiscard]] bool release(const Child& child);

// The errno of its failed exec, once it has ended; 0 where exec succeeded.
[[nodiscard]] int execError(const Child& child);

}  // namespace caisson::hook
