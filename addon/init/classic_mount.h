// A new file system by mount(2), for what fsconfig(2) has no name for, or no room.
#pragma once

#include "init/filesystem.h"

namespace caisson::init {

// A detached mount of it, as mountFileSystem makes one; `flags` are MS_* of the superblock. mount(2) attaches what it
// makes, so it does that in an empty tmpfs of its own, which is on top of the directory `place` for this moment.
Result<UniqueFd> mountClassic(const FileSystem& wanted, uint32_t flags, int place);

}  // namespace caisson::init
