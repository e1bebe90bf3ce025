// What a descriptor is.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

void closeFd(const Napi::CallbackInfo& info) {
  // EINTR and EIO leave the number free all the same; EBADF is a bug worth an error
  if (close(toInt(info[0])) < 0 && errno == EBADF) throw systemError(info.Env(), "close", errno);
}

Napi::Value makePipe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  int ends[2];
  check(env, "pipe2", pipe2(ends, O_CLOEXEC));
  return fromInts(env, {ends[0], ends[1]});
}

Napi::Value isInherited(const Napi::CallbackInfo& info) {
  const int flags = fcntl(toInt(info[0]), F_GETFD);
  return Napi::Boolean::New(info.Env(), flags >= 0 && (flags & FD_CLOEXEC) == 0);
}

Napi::Value isTerminal(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), isatty(toInt(info[0])) == 1);
}

Napi::Value windowSize(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  winsize size{};
  if (ioctl(toInt(info[0]), TIOCGWINSZ, &size) < 0) return env.Undefined();
  Napi::Object result = Napi::Object::New(env);
  result.Set("rows", Napi::Number::New(env, size.ws_row));
  result.Set("columns", Napi::Number::New(env, size.ws_col));
  return result;
}

}  // namespace

void exportDescriptors(Napi::Env env, Napi::Object exports) {
  exportAs<closeFd>(env, exports, "close");
  exportAs<makePipe>(env, exports, "pipe");
  exportAs<isInherited>(env, exports, "isInherited");
  exportAs<isTerminal>(env, exports, "isTerminal");
  exportAs<windowSize>(env, exports, "windowSize");
}

}  // namespace caisson::binding
