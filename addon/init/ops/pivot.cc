// rootfs.pivot
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {

// pivot_root(".", ".") stacks the old root on the new one, so no directory of the container is needed for it.
Fault perform(const wire::RootfsPivot& /*op*/, Context* context) {
  const UniqueFd oldRoot(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!oldRoot) return Fault("open").with("/");
  if (fchdir(context->root.get()) < 0) return Fault("fchdir").with("the root file system");
  if (syscall(SYS_pivot_root, ".", ".") < 0) return Fault("pivot_root");
  if (fchdir(oldRoot.get()) < 0) return Fault("fchdir").with("the old root");
  // the unmount must not reach the host's tree, should it be shared
  if (mount("", ".", "", MS_SLAVE | MS_REC, nullptr) < 0) return Fault("mount").with("the old root");
  if (umount2(".", MNT_DETACH) < 0) return Fault("umount2").with("the old root");
  if (chdir("/") < 0) return Fault("chdir").with("/");
  context->closeOutside();
  return {};
}

}  // namespace caisson::init
