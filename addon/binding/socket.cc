// SOCK_SEQPACKET sockets: the channel to init, and the start gate.
#include <sys/socket.h>
#include <sys/stat.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/socket_path.h"
#include "binding/value.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

constexpr int kType = SOCK_SEQPACKET | SOCK_CLOEXEC;
constexpr mode_t kOwnerOnly = 0600;
// `start` connects once; a second one finds no container to start.
constexpr int kBacklog = 4;

Napi::Value socketPair(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int ends[2];
  check(env, "socketpair", socketpair(AF_UNIX, kType, 0, ends));
  return fromInts(env, {ends[0], ends[1]});
}

Napi::Value listenAt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SocketPath path(env, toText(info[0]), toText(info[1]));
  UniqueFd fd(check(env, "socket", socket(AF_UNIX, kType, 0)));
  // bind gives the file the mode of the socket's own inode, so that it is never open to others
  check(env, "fchmod", fchmod(fd.get(), kOwnerOnly));
  check(env, "bind", bind(fd.get(), path.address(), SocketPath::size()));
  check(env, "listen", listen(fd.get(), kBacklog));
  return Napi::Number::New(env, fd.release());
}

Napi::Value connectTo(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SocketPath path(env, toText(info[0]), toText(info[1]));
  UniqueFd fd(check(env, "socket", socket(AF_UNIX, kType, 0)));
  check(env, "connect", connect(fd.get(), path.address(), SocketPath::size()));
  return Napi::Number::New(env, fd.release());
}

}  // namespace

void exportSockets(Napi::Env env, Napi::Object exports) {
  exportAs<socketPair>(env, exports, "socketPair");
  exportAs<listenAt>(env, exports, "listen");
  exportAs<connectTo>(env, exports, "connect");
}

}  // namespace caisson::binding
