// rlimit.set, umask.set
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::RlimitSet& op, Context* /*context*/) {
  const uint64_t limit[] = {op.soft, op.hard};  // struct rlimit64
  if (syscall(SYS_prlimit64, 0, op.resource, limit, nullptr) < 0) return Fault("prlimit");
  return {};
}

Fault perform(const wire::UmaskSet& op, Context* /*context*/) {
  umask(static_cast<mode_t>(op.mask));
  return {};
}

}  // namespace caisson::init
