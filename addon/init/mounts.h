// The mount API of kernel 5.2 and 5.12: mounts are made and finished as descriptors, then moved to where they belong.
#pragma once

#include <cstdint>

#include "init/fault.h"
#include "shared/unique_fd.h"

namespace caisson::init {

enum class Depth { kTop, kWhole };  // of a tree of mounts: its top alone, or all of it

// MOUNT_ATTR_* to set and clear.
struct Attributes {
  uint64_t set = 0;
  uint64_t clear = 0;
  Depth depth = Depth::kTop;
};

// MS_SHARED, MS_PRIVATE, MS_SLAVE, MS_UNBINDABLE; 0 changes nothing.
struct Propagation {
  uint32_t flag = 0;
  Depth depth = Depth::kTop;
};

// A detached copy of the mount tree at `path`, as a bind mount makes it; an empty path is `directory` itself.
Result<UniqueFd> cloneTree(int directory, const char* path, Depth depth);

// Nothing is done where the attributes are empty.
Fault setAttributes(int mount, Attributes attributes);

// Ids show as `userNamespace` maps them. The mount is detached, and was never mapped before.
Fault mapIds(int mount, int userNamespace, Depth depth);

Fault setPropagation(int mount, const Propagation& propagation);

// Attach a detached mount at `target`, which is an O_PATH descriptor.
Fault moveMount(int mount, int target);

// True where both descriptors are the same place: the same inode seen through the same mount.
[[nodiscard]] bool samePlace(int one, int other);

}  // namespace caisson::init
