// Executes a plan, record by record.
#pragma once

#include "init/context.h"
#include "init/fault.h"
#include "init/plan.h"

namespace caisson::init {

// Returns only with a fault: a plan ends in exec.
Fault execute(Plan* plan, Context* context);

}  // namespace caisson::init
