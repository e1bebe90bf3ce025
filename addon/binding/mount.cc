// Mounts of the runtime's own mount namespace.
#include <sys/mount.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

void detachMount(const Napi::CallbackInfo& info) {
  const std::string path = toText(info[0]);
  check(info.Env(), "umount2", umount2(path.c_str(), MNT_DETACH | UMOUNT_NOFOLLOW));
}

}  // namespace

void exportMounts(Napi::Env env, Napi::Object exports) { exportAs<detachMount>(env, exports, "detachMount"); }

}  // namespace caisson::binding
