// Starting init.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "binding/all_signals_blocked.h"
#include "binding/child.h"
#include "binding/child_stack.h"
#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

constexpr auto kPidfd = static_cast<idtype_t>(3);  // P_PIDFD, Linux 5.4

// Namespaces that this clone may make. Not user: exec without maps would lose all capabilities for good. Not time: its
// offsets would be frozen, and the flag lies within the exit signal's byte. Not cgroup: init is not in its cgroup yet.
constexpr unsigned kAllowedFlags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET;

void reapFailed(int pidfd) {
  siginfo_t ignored{};
  while (waitid(kPidfd, static_cast<id_t>(pidfd), &ignored, WEXITED | __WALL) < 0 && errno == EINTR) {
  }
}

Napi::Value spawn(const Napi::CallbackInfo& info) {
  const Napi::Env napi = info.Env();
  const auto options = info[0].As<Napi::Object>();
  std::vector<std::string> args = toTexts(options.Get("args"));
  const std::vector<char*> argv = toPointers(args);
  std::vector<std::string> env = options.Has("env") ? toTexts(options.Get("env")) : std::vector<std::string>();
  const std::vector<char*> envp = toPointers(env);
  const std::vector<int> fds = toInts(options.Get("fds"));
  std::vector<int> scratch(fds.size());
  const auto flags = options.Get("cloneFlags").As<Napi::Number>().Uint32Value();
  if ((flags & ~kAllowedFlags) != 0) throw systemError(napi, "clone", EINVAL);

  ChildPlan plan;
  plan.exe = toInt(options.Get("exe"));
  plan.argv = argv.data();
  plan.envp = envp.data();
  plan.keep = toInt(options.Get("keep"));
  plan.fds = fds.data();
  plan.fdCount = fds.size();
  plan.scratch = scratch.data();

  const ChildStack stack(napi);
  int pidfdNumber = -1;
  pid_t pid = -1;
  {
    // a handler of the engine's that ran in the child would run in the engine's memory
    const AllSignalsBlocked blocked;
    pid = clone(runChild, stack.top(), static_cast<int>(CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD | flags), &plan,
                &pidfdNumber);
  }
  check(napi, "clone", pid);
  UniqueFd pidfd(pidfdNumber);
  if (plan.failedSyscall != nullptr) {
    reapFailed(pidfd.get());
    throw systemError(napi, plan.failedSyscall, plan.error);
  }
  Napi::Object result = Napi::Object::New(napi);
  result.Set("pid", Napi::Number::New(napi, pid));
  result.Set("pidfd", Napi::Number::New(napi, pidfd.release()));
  return result;
}

}  // namespace

void exportSpawn(Napi::Env env, Napi::Object exports) { exportAs<spawn>(env, exports, "spawn"); }

}  // namespace caisson::binding
