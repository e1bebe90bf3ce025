// A new file system, made option by option, so that the kernel can say which one it does not like.
#pragma once

#include "init/fault.h"
#include "shared/unique_fd.h"
#include "wire.gen.h"

namespace caisson::init {

struct FileSystem {
  const char* type = "";
  const char* source = "";  // may be empty
  wire::StringList options;
  // One more option, or null.
  const char* extraOption = nullptr;
  uint32_t attributes = 0;  // MOUNT_ATTR_* to set
};

// A detached mount of it. The detail of a fault is the kernel's own words where it has any
// (`tmpfs: Bad value for 'mode'`), otherwise the option.
Result<UniqueFd> mountFileSystem(const FileSystem& wanted);

// What the kernel has against one of the options, for who asked by a call that does not say it. Nothing is made.
Fault tryOptions(const FileSystem& wanted);

}  // namespace caisson::init
