// memory.policy
#include <sys/syscall.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {
namespace {

// As many nodes as any kernel can have (MAX_NUMNODES).
constexpr uint32_t kMostNodes = 1024;
constexpr uint32_t kWordBits = 8 * sizeof(unsigned long);

}  // namespace

Fault perform(const wire::MemoryPolicy& op, Context* /*context*/) {
  if (op.nodes.count() > kMostNodes) return Fault(EINVAL, "set_mempolicy").with("too many nodes");
  uint32_t nodes[kMostNodes];
  op.nodes.copyTo(nodes);
  unsigned long mask[kMostNodes / kWordBits] = {};
  for (uint32_t index = 0; index < op.nodes.count(); ++index) {
    if (nodes[index] >= kMostNodes) return Fault(EINVAL, "set_mempolicy").with("node ").with(int64_t{nodes[index]});
    mask[nodes[index] / kWordBits] |= 1UL << nodes[index] % kWordBits;
  }
  // the kernel takes one bit less than it is told (get_nodes of mm/mempolicy.c)
  const unsigned long bits = op.nodes.count() == 0 ? 0 : kMostNodes + 1;
  if (syscall(SYS_set_mempolicy, op.mode | op.flags, bits == 0 ? nullptr : mask, bits) < 0) {
    return Fault("set_mempolicy");
  }
  return {};
}

}  // namespace caisson::init
