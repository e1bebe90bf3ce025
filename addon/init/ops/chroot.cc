// rootfs.chroot, rootfs.enter
#include <fcntl.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "init/host_mounts.h"
#include "init/ops/ops.h"

namespace caisson::init {

// For roots that cannot be pivoted from (the initial ramfs): the container's tree is moved over it, and the old root
// stays below, unreachable by any path; and for a mount namespace that others use, where nothing is moved. The procfs
// and sysfs of the host go first: left in the namespace, they would let a container in a user namespace mount its own
// without their restrictions.
Fault perform(const wire::RootfsChroot& op, Context* context) {
  Fault fault = op.move ? dropHostMounts(context->root.get()) : Fault();
  if (fault) return fault;
  if (fchdir(context->root.get()) < 0) return Fault("fchdir").with("the root file system");
  if (op.move && syscall(SYS_move_mount, context->root.get(), "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) < 0) {
    return Fault("move_mount").with("/");
  }
  if (chroot(".") < 0) return Fault("chroot");
  if (chdir("/") < 0) return Fault("chdir").with("/");
  context->closeOutside();
  return {};
}

// An exec into a container that has no mount namespace to be entered: the same root, by the place that create gave it.
Fault perform(const wire::RootfsEnter& op, Context* /*context*/) {
  const UniqueFd root(open(op.path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!root || fchdir(root.get()) < 0) return Fault(root ? "fchdir" : "open").with(op.path);
  return chroot(".") < 0 ? Fault("chroot") : Fault();
}

}  // namespace caisson::init
