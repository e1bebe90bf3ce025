// noNewPrivileges.set, seccomp.courier, seccomp.load
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/announce.h"
#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::NoNewPrivilegesSet& /*op*/, Context* /*context*/) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? Fault("prctl") : Fault();
}

Fault perform(const wire::SeccompCourier& /*op*/, Context* context) {
  return context->courier.start(&context->channel);
}

Fault perform(const wire::SeccompLoad& op, Context* context) {
  constexpr uint32_t kInstruction = sizeof(sock_filter);
  const uint32_t count = op.program.size / kInstruction;
  if (op.program.size % kInstruction != 0 || count == 0 || count > BPF_MAXINSNS) {
    return Fault(EINVAL, "seccomp").with("a filter of ").with(int64_t{op.program.size}).with(" bytes");
  }
  announceExec(context);
  // the kernel copies the program and minds no alignment; it changes nothing
  const auto* const filter = reinterpret_cast<const sock_filter*>(op.program.data);
  const sock_fprog program = {static_cast<unsigned short>(count), const_cast<sock_filter*>(filter)};
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, op.flags, &program);
  if (result < 0) return Fault("seccomp");
  if ((op.flags & SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0) context->listener = UniqueFd(static_cast<int>(result));
  return {};
}

}  // namespace caisson::init
