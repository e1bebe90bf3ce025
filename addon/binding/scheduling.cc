// When a process gets a processor, and when a disk.
#include <linux/ioprio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"

namespace caisson::binding {
namespace {

// struct sched_attr of linux/sched/types.h, which clashes with glibc's own sched.h where both are there. This is its
// second size (SCHED_ATTR_SIZE_VER1, Linux 5.3), which the flags for utilization clamps need.
struct SchedulerAttributes {
  uint32_t size = sizeof(SchedulerAttributes);
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;
  uint64_t deadline = 0;
  uint64_t period = 0;
  uint32_t utilizationMin = 0;
  uint32_t utilizationMax = 0;
};
static_assert(sizeof(SchedulerAttributes) == 56);

void setScheduler(const Napi::CallbackInfo& info) {
  const Napi::Object wanted = info[1].As<Napi::Object>();
  SchedulerAttributes attributes;
  attributes.policy = static_cast<uint32_t>(toInt(wanted.Get("policy")));
  attributes.flags = static_cast<uint64_t>(toInt(wanted.Get("flags")));
  attributes.nice = toInt(wanted.Get("nice"));
  attributes.priority = static_cast<uint32_t>(toInt(wanted.Get("priority")));
  attributes.runtime = toU64(wanted.Get("runtime"));
  attributes.deadline = toU64(wanted.Get("deadline"));
  attributes.period = toU64(wanted.Get("period"));
  check(info.Env(), "sched_setattr", syscall(SYS_sched_setattr, toInt(info[0]), &attributes, 0));
}

void setAffinity(const Napi::CallbackInfo& info) {
  const std::vector<int> cpus = toInts(info[1]);
  constexpr int kBits = 8 * sizeof(unsigned long);
  const int last = cpus.empty() ? 0 : *std::max_element(cpus.begin(), cpus.end());
  std::vector<unsigned long> mask(static_cast<size_t>(last / kBits) + 1);
  for (const int cpu : cpus) mask[static_cast<size_t>(cpu / kBits)] |= 1UL << (cpu % kBits);
  check(info.Env(), "sched_setaffinity",
        syscall(SYS_sched_setaffinity, toInt(info[0]), mask.size() * sizeof(unsigned long), mask.data()));
}

void setIoPriority(const Napi::CallbackInfo& info) {
  const int value = toInt(info[1]) << IOPRIO_CLASS_SHIFT | toInt(info[2]);
  check(info.Env(), "ioprio_set", syscall(SYS_ioprio_set, IOPRIO_WHO_PGRP, toInt(info[0]), value));
}

}  // namespace

void exportScheduling(Napi::Env env, Napi::Object exports) {
  exportAs<setScheduler>(env, exports, "setScheduler");
  exportAs<setAffinity>(env, exports, "setAffinity");
  exportAs<setIoPriority>(env, exports, "setIoPriority");
}

}  // namespace caisson::binding
