// One function a kernel facility adds its exports to the addon; src/native/addon.ts documents each of them.
#pragma once

#include <napi.h>

namespace caisson::binding {

void exportMemfds(Napi::Env env, Napi::Object exports);
void exportSockets(Napi::Env env, Napi::Object exports);
void exportMessages(Napi::Env env, Napi::Object exports);
void exportSpawn(Napi::Env env, Napi::Object exports);
void exportPidfds(Napi::Env env, Napi::Object exports);
void exportDescriptors(Napi::Env env, Napi::Object exports);
void exportHooks(Napi::Env env, Napi::Object exports);
void exportProcess(Napi::Env env, Napi::Object exports);
void exportScheduling(Napi::Env env, Napi::Object exports);
void exportMounts(Napi::Env env, Napi::Object exports);
void exportLocks(Napi::Env env, Napi::Object exports);
void exportSignals(Napi::Env env, Napi::Object exports);
void exportReplacement(Napi::Env env, Napi::Object exports);
void exportSeccomp(Napi::Env env, Napi::Object exports);
void exportDevicePrograms(Napi::Env env, Napi::Object exports);
void exportNetDevices(Napi::Env env, Napi::Object exports);
void exportSystemd(Napi::Env env, Napi::Object exports);
void exportProbes(Napi::Env env, Napi::Object exports);
void exportNotify(Napi::Env env, Napi::Object exports);
void exportWaiting(Napi::Env env, Napi::Object exports);

// `function` must be a Napi callback of a signature that Napi::Function::New takes.
template <auto function>
void exportAs(Napi::Env env, Napi::Object exports, const char* name) {
  exports.Set(name, Napi::Function::New<function>(env, name));
}

}  // namespace caisson::binding
