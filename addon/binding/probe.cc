// What this kernel knows and allows. Every question is a call that cannot have an effect: it is refused in any case, or
// asked in a child that ends at once.
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "binding/all_signals_blocked.h"
#include "binding/child_stack.h"
#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

struct Attempts {
  const int* flags;
  size_t count;
  int* errors;
};

// Runs in the engine's memory: system calls only. A child of it would be in the new PID namespace; there is none.
int unshareInTurn(void* argument) {
  const auto& attempts = *static_cast<Attempts*>(argument);
  for (size_t i = 0; i < attempts.count; ++i) attempts.errors[i] = unshare(attempts.flags[i]) < 0 ? errno : 0;
  syscall(SYS_exit_group, 0);
  return 0;
}

Napi::Value probeUnshare(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::vector<int> flags = toInts(info[0]);
  std::vector<int> errors(flags.size());
  Attempts attempts{flags.data(), flags.size(), errors.data()};
  const ChildStack stack(env);
  pid_t pid = -1;
  {
    // a handler of the engine's that ran in the child would run in the engine's memory
    const AllSignalsBlocked blocked;
    pid = clone(unshareInTurn, stack.top(), CLONE_VM | CLONE_VFORK | SIGCHLD, &attempts);
  }
  check(env, "clone", pid);
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return fromInts(env, errors);
}

Napi::Value errorOf(const Napi::CallbackInfo& info, long result) {
  return Napi::Number::New(info.Env(), result < 0 ? errno : 0);
}

// Without a program it fails in any case: with EFAULT once the flags are accepted (kernel/seccomp.c).
Napi::Value probeSeccompFlags(const Napi::CallbackInfo& info) {
  return errorOf(info, syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, toInt(info[0]), nullptr));
}

Napi::Value probeSeccompAction(const Napi::CallbackInfo& info) {
  const uint32_t action = info[0].As<Napi::Number>().Uint32Value();
  return errorOf(info, syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action));
}

// mbind(2) checks the mode as set_mempolicy(2) does, and then has nothing to do for no memory at all.
Napi::Value probeMemoryPolicy(const Napi::CallbackInfo& info) {
  return errorOf(info, syscall(SYS_mbind, nullptr, 0, toInt(info[0]), nullptr, 0, 0));
}

// An ancestor's user namespace is out of reach, and the ioctl says EPERM (ioctl_ns(2)).
Napi::Value probeNamespaceOwner(const Napi::CallbackInfo& info) {
  const UniqueFd file(open(toText(info[0]).c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return errorOf(info, -1);
  const UniqueFd owner(ioctl(file.get(), NS_GET_USERNS));
  return errorOf(info, owner.get());
}

struct Call {
  const char* name;
  long number;
};

// What init and the engine cannot do without, as far as it is younger than Linux 5.0. Linux 5.12 has all of it.
constexpr Call kCalls[] = {
    {"close_range", SYS_close_range}, {"fsconfig", SYS_fsconfig},
    {"fsmount", SYS_fsmount},         {"fsopen", SYS_fsopen},
    {"move_mount", SYS_move_mount},   {"mount_setattr", SYS_mount_setattr},
    {"open_tree", SYS_open_tree},     {"openat2", SYS_openat2},
    {"pidfd_open", SYS_pidfd_open},   {"pidfd_send_signal", SYS_pidfd_send_signal},
};

// No descriptor, no memory, no size, every flag: none of them accepts that.
Napi::Value probeCalls(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array unknown = Napi::Array::New(env);
  for (const Call& call : kCalls) {
    if (syscall(call.number, -1L, 0L, -1L, 0L, -1L, 0L) >= 0 || errno != ENOSYS) continue;
    unknown.Set(unknown.Length(), Napi::String::New(env, call.name));
  }
  return unknown;
}

}  // namespace

void exportProbes(Napi::Env env, Napi::Object exports) {
  exportAs<probeUnshare>(env, exports, "probeUnshare");
  exportAs<probeSeccompFlags>(env, exports, "probeSeccompFlags");
  exportAs<probeSeccompAction>(env, exports, "probeSeccompAction");
  exportAs<probeMemoryPolicy>(env, exports, "probeMemoryPolicy");
  exportAs<probeNamespaceOwner>(env, exports, "probeNamespaceOwner");
  exportAs<probeCalls>(env, exports, "probeCalls");
}

}  // namespace caisson::binding
