// Processes by pidfd, never by a bare number.
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

constexpr auto kPidfd = static_cast<idtype_t>(3);  // P_PIDFD, Linux 5.4

Napi::Value reap(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int flags = WEXITED | __WALL | (toBool(info[1]) ? 0 : WNOHANG);
  siginfo_t child{};
  while (waitid(kPidfd, static_cast<id_t>(toInt(info[0])), &child, flags) < 0) {
    if (errno != EINTR) throw systemError(env, "waitid", errno);
  }
  if (child.si_pid == 0) return env.Undefined();
  const bool exited = child.si_code == CLD_EXITED;
  Napi::Object end = Napi::Object::New(env);
  end.Set("status", Napi::Number::New(env, exited ? child.si_status : -1));
  end.Set("signal", Napi::Number::New(env, exited ? 0 : child.si_status));
  return end;
}

Napi::Value pidfdOpen(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const long fd = check(env, "pidfd_open", syscall(SYS_pidfd_open, toInt(info[0]), 0));
  return Napi::Number::New(env, static_cast<double>(fd));
}

void pidfdSendSignal(const Napi::CallbackInfo& info) {
  check(info.Env(), "pidfd_send_signal", syscall(SYS_pidfd_send_signal, toInt(info[0]), toInt(info[1]), nullptr, 0));
}

Napi::Value pidfdWait(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int timeout = toInt(info[1]);
  timespec start{};
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int left = timeout;;) {
    pollfd entry{toInt(info[0]), POLLIN, 0};
    const int ready = poll(&entry, 1, left);
    if (ready >= 0) return Napi::Boolean::New(env, ready > 0);
    if (errno != EINTR) throw systemError(env, "poll", errno);
    if (timeout < 0) continue;
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    const auto gone = (time.tv_sec - start.tv_sec) * 1000 + (time.tv_nsec - start.tv_nsec) / 1'000'000;
    left = gone >= timeout ? 0 : timeout - static_cast<int>(gone);
  }
}

}  // namespace

void exportPidfds(Napi::Env env, Napi::Object exports) {
  exportAs<reap>(env, exports, "reap");
  exportAs<pidfdOpen>(env, exports, "pidfdOpen");
  exportAs<pidfdSendSignal>(env, exports, "pidfdSendSignal");
  exportAs<pidfdWait>(env, exports, "pidfdWait");
}

}  // namespace caisson::binding
