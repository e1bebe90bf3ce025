// The addon's table of contents.
#include "binding/facilities.h"

namespace {

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  using namespace caisson::binding;  // every name below says what it is
  exportMemfds(env, exports);
  exportSockets(env, exports);
  exportMessages(env, exports);
  exportSpawn(env, exports);
  exportPidfds(env, exports);
  exportDescriptors(env, exports);
  exportHooks(env, exports);
  exportProcess(env, exports);
  exportScheduling(env, exports);
  exportMounts(env, exports);
  exportLocks(env, exports);
  exportSignals(env, exports);
  exportReplacement(env, exports);
  exportSeccomp(env, exports);
  exportDevicePrograms(env, exports);
  exportNetDevices(env, exports);
  exportSystemd(env, exports);
  exportProbes(env, exports);
  exportNotify(env, exports);
  exportWaiting(env, exports);
  return exports;
}

}  // namespace

NODE_API_MODULE(caisson, initialize)
