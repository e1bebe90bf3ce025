// sd_notify(3): the socket for the container, and the manager's.
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/held_signals.h"
#include "binding/socket_path.h"
#include "binding/value.h"
#include "notify/readiness.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

using notify::Readiness;

// Whoever the container's program runs as; only the container has a way to it.
constexpr mode_t kEverybody = 0777;

Napi::Value notifyListen(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SocketPath path(env, toText(info[0]), toText(info[1]));
  UniqueFd fd(check(env, "socket", socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
  check(env, "bind", bind(fd.get(), path.address(), SocketPath::size()));
  check(env, "chmod", chmod(path.path(), kEverybody));
  return Napi::Number::New(env, fd.release());
}

Napi::Value notifyConnect(const Napi::CallbackInfo& info) {
  UniqueFd manager = notify::connectManager(toText(info[0]).c_str());
  if (!manager.valid()) throw systemError(info.Env(), "connect", errno);
  return Napi::Number::New(info.Env(), manager.release());
}

// Until the container has ended, or has said its word and the manager has heard it.
void notifyForward(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto request = info[0].As<Napi::Object>();
  const auto mainPid = static_cast<pid_t>(toInt(request.Get("mainPid")));
  const int pidfd = toInt(request.Get("pidfd"));
  Readiness readiness(toInt(request.Get("socket")), toInt(request.Get("manager")));
  while (readiness.state() == Readiness::State::Waiting) {
    pollfd polls[] = {{readiness.pollFd(), POLLIN, 0}, {pidfd, POLLIN, 0}, {held::eventFd(), POLLIN, 0}};
    if (poll(polls, 3, -1) < 0 && errno != EINTR) throw systemError(env, "poll", errno);
    if (held::first() != 0) throw systemError(env, "poll", EINTR);
    if (polls[0].revents != 0 && !readiness.proceed(mainPid)) throw systemError(env, "sendmsg", errno);
    if (polls[1].revents != 0 && !readiness.finish(mainPid)) throw systemError(env, "sendmsg", errno);
  }
  if (!readiness.awaitBarrier()) throw systemError(env, "poll", ETIMEDOUT);
}

}  // namespace

void exportNotify(Napi::Env env, Napi::Object exports) {
  exportAs<notifyListen>(env, exports, "notifyListen");
  exportAs<notifyConnect>(env, exports, "notifyConnect");
  exportAs<notifyForward>(env, exports, "notifyForward");
}

}  // namespace caisson::binding
