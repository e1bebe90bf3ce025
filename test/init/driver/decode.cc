// Decodes plans. Output for each, ended by a NUL: what is wrong with it, or its records with some of their fields.
#include <cinttypes>
#include <cstdio>
#include <vector>

#include "init/plan.h"
#include "input.h"
#include "wire.gen.h"

namespace {

using namespace caisson;  // NOLINT: a test's driver

void print(const wire::StringList& list) {
  std::printf("[");
  for (const char* text : list) std::printf("<%s>", text);
  std::printf("]");
}

// One op for each type of field; of the others the number alone.
struct Printer {
  uint16_t opcode;

  void operator()(const wire::MountFs& op) const {
    std::printf("mount.fs <%s> <%s> <%s> %d %" PRIx32 " ", op.type, op.source, op.target, op.call, op.flags);
    print(op.options);
    std::printf(" %d %" PRIx64 " %" PRIx64 " %" PRIx32 " %d", op.ifDenied, op.attrSet, op.attrClear, op.propagation,
                op.propagationRecursive);
  }
  void operator()(const wire::CredentialsSet& op) const {
    std::vector<uint32_t> ids(op.groups.count());
    op.groups.copyTo(ids.data());
    std::printf("credentials.set %" PRIu32 " %" PRIu32 " ", op.uid, op.gid);
    for (const uint32_t id : ids) std::printf("(%" PRIu32 ")", id);
    std::printf(" %d", op.setGroups);
  }
  void operator()(const wire::SeccompLoad& op) const {
    uint32_t sum = 0;
    for (uint32_t at = 0; at < op.program.size; ++at) sum += op.program.data[at];
    std::printf("seccomp.load %" PRIu32 " %" PRIu32 "/%" PRIu32, op.flags, op.program.size, sum);
  }
  void operator()(const wire::RlimitSet& op) const {
    std::printf("rlimit.set %" PRIu32 " %" PRIu64 " %" PRIu64, op.resource, op.soft, op.hard);
  }
  void operator()(const wire::Exec& op) const {
    std::printf("exec ");
    print(op.args);
    print(op.env);
  }
  template <class Op>
  void operator()(const Op& /*op*/) const {
    std::printf("#%d", opcode);
  }
};

void decode(const std::vector<uint8_t>& item) {
  init::Plan plan;
  const init::PlanState state = init::Plan::parse(item.data(), item.size(), &plan);
  std::printf("%s", init::describe(state));
  if (state != init::PlanState::kGood) return;
  init::Record record;
  while (plan.next(&record)) {
    wire::Reader payload(record.payload, record.size);
    std::printf(" | %" PRIu32 ": ", record.step);
    // parse() has seen that it decodes
    if (wire::dispatch(record.opcode, payload, Printer{record.opcode}) != wire::Dispatch::kDone) std::abort();
  }
}

}  // namespace

int main() {
  while (const auto item = driver::nextItem()) {
    decode(*item);
    std::putchar(0);  // strings may hold a newline, never a NUL
  }
  return 0;
}
