// A procfs of init's own, for what must be written to the right file of /proc.
#pragma once

#include "init/context.h"
#include "init/fault.h"

namespace caisson::init {

// Its root. Made once, and gone when the container's root is entered.
Result<int> procfsOf(Context* context);

// A file of init's own, below /proc/self. Write access, close-on-exec; -1 with errno.
Result<UniqueFd> openOwn(Context* context, const char* name);

}  // namespace caisson::init
