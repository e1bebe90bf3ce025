// How the kernel treats the process: processor, disk, memory nodes.
#include <linux/ioprio.h>
#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "report.h"

namespace probe {
namespace {

// struct sched_attr of linux/sched/types.h, first size
struct Attributes {
  uint32_t size;
  uint32_t policy;
  uint64_t flags;
  int32_t nice;
  uint32_t priority;
  uint64_t runtime;
  uint64_t deadline;
  uint64_t period;
};

}  // namespace

void report_scheduling(Json& json) {
  Attributes seen = {};
  syscall(SYS_sched_getattr, 0, &seen, sizeof seen, 0);
  json.key("scheduler").open('{');
  json.field("policy", seen.policy).field("nice", seen.nice).field("priority", seen.priority);
  json.field("flags", static_cast<int64_t>(seen.flags)).field("runtime", std::to_string(seen.runtime));
  json.field("deadline", std::to_string(seen.deadline)).field("period", std::to_string(seen.period)).close('}');
  const long priority = syscall(SYS_ioprio_get, IOPRIO_WHO_PROCESS, 0);
  json.key("ioPriority").open('{');
  json.field("class", priority >> IOPRIO_CLASS_SHIFT).field("priority", priority & 7).close('}');
  constexpr unsigned kNodes = 1024;
  int mode = 0;
  unsigned long nodes[kNodes / (8 * sizeof(long))] = {};
  const long asked = syscall(SYS_get_mempolicy, &mode, nodes, kNodes + 1, nullptr, 0);
  json.key("memoryPolicy").open('{');
  json.field("mode", asked < 0 ? -1 : mode & ~MPOL_MODE_FLAGS).field("flags", mode & MPOL_MODE_FLAGS);
  json.key("nodes").open('[');
  for (unsigned node = 0; node < kNodes; ++node) {
    if ((nodes[node / (8 * sizeof(long))] >> node % (8 * sizeof(long)) & 1) != 0) json.number(node);
  }
  json.close(']').close('}');
}

}  // namespace probe
