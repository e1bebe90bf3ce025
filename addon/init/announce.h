// The last word before exec.
#pragma once

#include "init/context.h"

namespace caisson::init {

// Send Executing, once. Before the first seccomp filter, which may deny sending: what comes after it has either a
// Failed, or the end of the channel, which exec brings.
void announceExec(Context* context);

}  // namespace caisson::init
