#include "init/run.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/context.h"
#include "init/execute.h"
#include "init/plan.h"
#include "init/process.h"

namespace caisson::init {
namespace {

Fault openPlan(int fd, Plan* plan, Context* context) {
  struct stat status = {};
  if (fstat(fd, &status) < 0) return Fault("fstat");
  const auto size = static_cast<size_t>(status.st_size);
  void* const data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (data == MAP_FAILED) return Fault("mmap");
  const PlanState state = Plan::parse(static_cast<const uint8_t*>(data), size, plan);
  if (state != PlanState::kGood) return Fault(EPROTO, "plan").with(describe(state));
  if (!context->pointers.reserve(size)) return Fault("mmap");
  context->plan = {static_cast<const uint8_t*>(data), static_cast<uint32_t>(size)};
  close(fd);
  return {};
}

}  // namespace

int run(int base) {
  if (base < 3) return 1;
  prepareProcess(base);
  Context context(base);
  Plan plan;
  Fault fault = openPlan(base + 1, &plan, &context);
  // first the host's word, even where there is nothing to execute: until it listens, it would take a failure for death
  context.pid = context.channel.awaitGo();
  if (!fault) fault = execute(&plan, &context);
  context.channel.sendFailure(context.step, fault);
  // the channel may have ended before the failure; the status tells of it all the same
  _exit(1);
}

}  // namespace caisson::init
