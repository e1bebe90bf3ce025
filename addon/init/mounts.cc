#include "init/mounts.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

namespace caisson::init {
namespace {

constexpr uint64_t kAccessTime = 0x70;  // MOUNT_ATTR__ATIME: not flags but one value, replaced as a whole

Fault change(int mount, Depth depth, mount_attr* change) {
  const unsigned flags = AT_EMPTY_PATH | (depth == Depth::kWhole ? AT_RECURSIVE : 0U);
  if (mount_setattr(mount, "", flags, change, sizeof(*change)) == 0) return {};
  Fault fault("mount_setattr");
  if (fault.error() == ENOSYS) return fault.with("the kernel is older than 5.12");
  // 5.14 brought it
  if (fault.error() == EINVAL && ((change->attr_set | change->attr_clr) & MOUNT_ATTR_NOSYMFOLLOW) != 0) {
    return fault.with("does the kernel know nosymfollow of mounts?");
  }
  return fault;
}

}  // namespace

Result<UniqueFd> cloneTree(int directory, const char* path, Depth depth) {
  unsigned flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH;
  if (depth == Depth::kWhole) flags |= AT_RECURSIVE;
  UniqueFd tree(open_tree(directory, path, flags));
  if (!tree) return Fault("open_tree").with(path);
  return tree;
}

Fault setAttributes(int mount, Attributes attributes) {
  if (attributes.set == 0 && attributes.clear == 0) return {};
  mount_attr wanted = {};
  wanted.attr_set = attributes.set;
  wanted.attr_clr = attributes.clear;
  if ((attributes.set & kAccessTime) != 0) wanted.attr_clr |= kAccessTime;
  return change(mount, attributes.depth, &wanted);
}

Fault mapIds(int mount, int userNamespace, Depth depth) {
  mount_attr wanted = {};
  wanted.attr_set = MOUNT_ATTR_IDMAP;
  wanted.userns_fd = static_cast<uint64_t>(userNamespace);
  return change(mount, depth, &wanted);
}

Fault setPropagation(int mount, const Propagation& propagation) {
  if (propagation.flag == 0) return {};
  mount_attr wanted = {};
  wanted.propagation = propagation.flag;
  return change(mount, propagation.depth, &wanted);
}

Fault moveMount(int mount, int target) {
  if (move_mount(mount, "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) == 0) return {};
  return Fault("move_mount");
}

bool samePlace(int one, int other) {
  struct statx first = {}, second = {};
  constexpr unsigned kMountId = 0x1000;  // STATX_MNT_ID, kernel 5.8
  if (statx(one, "", AT_EMPTY_PATH, STATX_INO | kMountId, &first) < 0) return false;
  if (statx(other, "", AT_EMPTY_PATH, STATX_INO | kMountId, &second) < 0) return false;
  return first.stx_ino == second.stx_ino && first.stx_mnt_id == second.stx_mnt_id;
}

}  // namespace caisson::init
