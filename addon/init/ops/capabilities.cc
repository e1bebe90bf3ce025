// capabilities.bound, capabilities.set
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {
namespace {

constexpr unsigned kMost = 64;

[[nodiscard]] uint32_t low(uint64_t set) { return static_cast<uint32_t>(set); }
[[nodiscard]] uint32_t high(uint64_t set) { return static_cast<uint32_t>(set >> 32); }

Fault raiseAmbient(uint64_t set) {
  if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0) return Fault("prctl").with("ambient clear");
  for (unsigned capability = 0; capability < kMost; ++capability) {
    if (((set >> capability) & 1) == 0) continue;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) < 0) {
      return Fault("prctl").with("ambient capability ").with(int64_t{capability});
    }
  }
  return {};
}

}  // namespace

Fault perform(const wire::CapabilitiesBound& op, Context* /*context*/) {
  for (unsigned capability = 0; capability < kMost; ++capability) {
    const int held = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);
    // beyond the last one that this kernel knows
    if (held < 0) break;
    if (held == 0 || ((op.keep >> capability) & 1) != 0) continue;
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0) {
      return Fault("prctl").with("bounding capability ").with(int64_t{capability});
    }
  }
  return {};
}

Fault perform(const wire::CapabilitiesSet& op, Context* /*context*/) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct data[] = {{low(op.effective), low(op.permitted), low(op.inheritable)},
                                         {high(op.effective), high(op.permitted), high(op.inheritable)}};
  if (syscall(SYS_capset, &header, data) < 0) return Fault("capset");
  return raiseAmbient(op.ambient);
}

}  // namespace caisson::init
