#include "binding/child.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace caisson::binding {
namespace {

constexpr int kFirstFd = 3;
constexpr int kLastSignal = 64;
constexpr size_t kSignalSetSize = 8;  // of the kernel's sigset_t, in bytes

// Mirrors the kernel's own structure: glibc's sigaction() refuses the two signals that it keeps for itself.
struct KernelSigaction {
  void* handler;
  unsigned long flags;
  void* restorer;
  unsigned long mask;
};

bool fail(ChildPlan& plan, const char* syscall) {
  plan.failedSyscall = syscall;
  plan.error = errno;
  return false;
}

// The engine ignores SIGPIPE and SIGXFSZ, and its handlers must not run in its shared memory once signals are
// unblocked.
void resetSignals() {
  const KernelSigaction standard{};
  for (int signal = 1; signal <= kLastSignal; ++signal) {
    syscall(SYS_rt_sigaction, signal, &standard, nullptr, kSignalSetSize);
  }
  const unsigned long none = 0;
  syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, kSignalSetSize);
}

// Node marks everything that it inherited as close-on-exec, stdio too.
bool keepInherited(ChildPlan& plan) {
  for (int fd = 0; fd < kFirstFd + plan.keep; ++fd) {
    if (fcntl(fd, F_SETFD, 0) < 0) return fail(plan, "fcntl F_SETFD");
  }
  return true;
}

// Two passes, since the numbers that are wanted and those that are given may overlap.
bool placeFds(ChildPlan& plan) {
  const int first = kFirstFd + plan.keep;
  const int past = first + static_cast<int>(plan.fdCount);
  plan.exe = fcntl(plan.exe, F_DUPFD_CLOEXEC, past);
  if (plan.exe < 0) return fail(plan, "fcntl F_DUPFD");
  for (size_t i = 0; i < plan.fdCount; ++i) {
    plan.scratch[i] = fcntl(plan.fds[i], F_DUPFD_CLOEXEC, past);
    if (plan.scratch[i] < 0) return fail(plan, "fcntl F_DUPFD");
  }
  for (size_t i = 0; i < plan.fdCount; ++i) {
    if (dup3(plan.scratch[i], first + static_cast<int>(i), 0) < 0) return fail(plan, "dup3");
  }
  // by close-on-exec, since `exe` is needed until then (Linux 5.11)
  if (syscall(SYS_close_range, past, ~0U, CLOSE_RANGE_CLOEXEC) < 0) return fail(plan, "close_range");
  return true;
}

}  // namespace

int runChild(void* argument) {
  auto& plan = *static_cast<ChildPlan*>(argument);
  resetSignals();
  if (keepInherited(plan) && placeFds(plan)) {
    syscall(SYS_execveat, plan.exe, "", plan.argv, plan.envp, AT_EMPTY_PATH);
    fail(plan, "execveat");
  }
  syscall(SYS_exit_group, 127);
  return 127;
}

}  // namespace caisson::binding
