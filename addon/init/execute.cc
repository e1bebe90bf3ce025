#include "init/execute.h"

#include "init/ops/ops.h"
#include "wire.gen.h"

namespace caisson::init {

Fault execute(Plan* plan, Context* context) {
  Record record;
  while (plan->next(&record)) {
    context->step = record.step;
    wire::Reader payload(record.payload, record.size);
    Fault fault;
    const auto visit = [&](const auto& op) { fault = perform(op, context); };
    if (wire::dispatch(record.opcode, payload, visit) != wire::Dispatch::kDone) return Fault(EPROTO, "plan");
    if (fault) return fault;
  }
  return Fault(EPROTO, "plan").with("the plan does not end in exec");
}

}  // namespace caisson::init
