// The mounts of the runtime's own tree, as /proc/self/mountinfo lists them.
#pragma once

#include "init/fault.h"

namespace caisson::init {

// Detach every procfs and sysfs that is mounted outside of the container's root; where that is not allowed (locked in a
// user namespace), cover it with an empty tmpfs.
Fault dropHostMounts(int root);

}  // namespace caisson::init
