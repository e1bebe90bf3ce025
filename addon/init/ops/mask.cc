// path.mask, path.readonly
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "init/filesystem.h"
#include "init/mounts.h"
#include "init/ops/ops.h"
#include "init/paths.h"
#include "init/target.h"

namespace caisson::init {
namespace {

// Paths that a kernel or an image does not have need neither mask nor protection (runtime-spec config-linux.md).
[[nodiscard]] bool isMissing(const Fault& fault) { return fault.error() == ENOENT || fault.error() == ENOTDIR; }

// The host's, since this runs before pivot_root, and checked on the descriptor that is used: a container's /dev/null
// may be anything (CVE-2025-31133).
Fault openNullDevice(UniqueFd* device) {
  UniqueFd fd(open("/dev/null", O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) return Fault("open").with("/dev/null");
  struct stat status = {};
  if (!statOf(fd.get(), &status)) return Fault("fstatat").with("/dev/null");
  if (!S_ISCHR(status.st_mode) || status.st_rdev != makedev(1, 3)) {
    return Fault(ENODEV, "open").with("/dev/null of the host is not the null device");
  }
  *device = std::move(fd);
  return {};
}

Fault maskFile(int target, Context* context) {
  if (!context->nullDevice) {
    Fault fault = openNullDevice(&context->nullDevice);
    if (fault) return fault;
  }
  Result<UniqueFd> mount = cloneTree(context->nullDevice.get(), "", Depth::kTop);
  if (mount.fault) return mount.fault;
  return attach(std::move(mount.value), target, context);
}

// One superblock for all masked directories: making one for each is what makes starts contend for the kernel's locks.
// A clone can be made only of what is attached, so the first mask is the original.
Fault maskDirectory(int target, const wire::StringList& options, Context* context) {
  Result<UniqueFd> mount = context->emptyDirectory ? cloneTree(context->emptyDirectory.get(), "", Depth::kTop)
                                                   : mountFileSystem({.type = "tmpfs",
                                                                      .source = "tmpfs",
                                                                      .options = options,
                                                                      .extraOption = "mode=755",
                                                                      .attributes = MOUNT_ATTR_RDONLY});
  if (mount.fault) return mount.fault;
  if (!context->emptyDirectory) {
    context->emptyDirectory.reset(fcntl(mount.value.get(), F_DUPFD_CLOEXEC, 0));
    if (!context->emptyDirectory) return Fault("fcntl");
  }
  return attach(std::move(mount.value), target, context);
}

}  // namespace

Fault perform(const wire::PathMask& op, Context* context) {
  const Result<UniqueFd> target = openInRoot(context->root.get(), op.path);
  if (target.fault) return isMissing(target.fault) ? Fault() : target.fault;
  struct stat status = {};
  if (!statOf(target.value.get(), &status)) return Fault("fstatat").with(op.path);
  return S_ISDIR(status.st_mode) ? maskDirectory(target.value.get(), op.options, context)
                                 : maskFile(target.value.get(), context);
}

Fault perform(const wire::PathReadonly& op, Context* context) {
  const Result<UniqueFd> target = openInRoot(context->root.get(), op.path);
  if (target.fault) return isMissing(target.fault) ? Fault() : target.fault;
  Result<UniqueFd> tree = cloneTree(target.value.get(), "", Depth::kWhole);
  if (tree.fault) return tree.fault;
  // the top alone: a mount that the configuration put below keeps what it was given
  Fault fault = setAttributes(tree.value.get(), {MOUNT_ATTR_RDONLY, 0});
  if (fault) return fault;
  return attach(std::move(tree.value), target.value.get(), context);
}

}  // namespace caisson::init
