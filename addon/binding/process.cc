// Limits and privileges of processes.
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

void setLimit(const Napi::CallbackInfo& info) {
  const rlimit64 limit{toU64(info[2]), toU64(info[3])};
  const auto resource = static_cast<__rlimit_resource>(toInt(info[1]));
  check(info.Env(), "prlimit", prlimit64(toInt(info[0]), resource, &limit, nullptr));
}

Napi::Value getLimit(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  rlimit64 limit{};
  check(env, "prlimit", prlimit64(0, static_cast<__rlimit_resource>(toInt(info[0])), nullptr, &limit));
  Napi::Object result = Napi::Object::New(env);
  result.Set("soft", Napi::BigInt::New(env, uint64_t{limit.rlim_cur}));
  result.Set("hard", Napi::BigInt::New(env, uint64_t{limit.rlim_max}));
  return result;
}

void becomeSubreaper(const Napi::CallbackInfo& info) {
  check(info.Env(), "prctl PR_SET_CHILD_SUBREAPER", prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
}

Napi::Value effectiveCapabilities(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {};
  check(env, "capget", syscall(SYS_capget, &header, data));
  return Napi::BigInt::New(env, uint64_t{data[1].effective} << 32 | data[0].effective);
}

}  // namespace

void exportProcess(Napi::Env env, Napi::Object exports) {
  exportAs<setLimit>(env, exports, "setLimit");
  exportAs<getLimit>(env, exports, "getLimit");
  exportAs<becomeSubreaper>(env, exports, "becomeSubreaper");
  exportAs<effectiveCapabilities>(env, exports, "effectiveCapabilities");
}

}  // namespace caisson::binding
