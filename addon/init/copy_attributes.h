// What a file is besides its content.
#pragma once

#include <sys/stat.h>

#include "init/fault.h"

namespace caisson::init {

// Gives the file or directory `to` the owner, mode and times that `status` says, and the extended attributes of `from`.
Fault copyAttributes(int from, int to, const struct stat& status);

}  // namespace caisson::init
