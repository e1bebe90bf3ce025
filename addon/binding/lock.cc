// Advisory locks that the kernel drops when their holder dies.
#include <fcntl.h>
#include <sys/file.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/held_signals.h"
#include "binding/value.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

constexpr mode_t kOwnerOnly = 0600;

Napi::Value lockFile(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = toText(info[0]);
  UniqueFd fd(check(env, "open", open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly)));
  const int operation = (toText(info[1]) == "shared" ? LOCK_SH : LOCK_EX) | (toBool(info[2]) ? 0 : LOCK_NB);
  while (flock(fd.get(), operation) < 0) {
    if (errno == EWOULDBLOCK) return env.Undefined();
    if (errno != EINTR || held::first() != 0) throw systemError(env, "flock", errno);
  }
  return Napi::Number::New(env, fd.release());
}

}  // namespace

void exportLocks(Napi::Env env, Napi::Object exports) { exportAs<lockFile>(env, exports, "lockFile"); }

}  // namespace caisson::binding
