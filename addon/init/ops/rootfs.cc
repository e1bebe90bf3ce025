// tree.propagation, rootfs.open, rootfs.close, rootfs.propagation, rootfs.readonly
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "init/mounts.h"
#include "init/ops/ops.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// The root directory of the mount that holds `directory`.
Result<UniqueFd> mountRootOf(int directory) {
  constexpr int kDeepest = 4096;
  UniqueFd at(openAt(directory, ".", {O_PATH | O_DIRECTORY, 0}));
  for (int depth = 0; at && depth < kDeepest; ++depth) {
    struct statx status = {};
    if (statx(at.get(), "", AT_EMPTY_PATH, 0, &status) < 0) return Fault("statx");
    if ((status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0) return at;
    at.reset(openAt(at.get(), "..", {O_PATH | O_DIRECTORY, 0}));
  }
  return Fault("openat2").with("..");
}

// pivot_root(2) refuses a new root whose parent mount is shared, or which is itself.
Fault makeParentPrivate(int directory) {
  const Result<UniqueFd> mount = mountRootOf(directory);
  if (mount.fault) return mount.fault;
  return setPropagation(mount.value.get(), {MS_PRIVATE, Depth::kTop});
}

Fault moveApart(int tree, const char* place) {
  if (mkdir(place, S_IRWXU) < 0) return Fault("mkdir").with(place);
  const UniqueFd directory(open(place, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory) return Fault("open").with(place);
  return moveMount(tree, directory.get());
}

}  // namespace

Fault perform(const wire::TreePropagation& op, Context* context) {
  const UniqueFd root(open("/", O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) return Fault("open").with("/");
  Fault fault = setPropagation(root.get(), {op.propagation, op.recursive ? Depth::kWhole : Depth::kTop});
  if (fault) return fault.with("/");
  context->treeShared = op.propagation == MS_SHARED;
  return {};
}

Fault perform(const wire::RootfsOpen& op, Context* context) {
  const UniqueFd directory(open(op.path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory) return Fault("open").with(op.path);
  Fault fault = context->treeShared ? makeParentPrivate(directory.get()) : Fault();
  if (fault) return fault.with(op.path);
  // pivot_root wants a mount, so the directory becomes one, with all that is mounted below
  Result<UniqueFd> tree = cloneTree(directory.get(), "", Depth::kWhole);
  if (tree.fault) return tree.fault;
  const bool apart = std::strcmp(op.place, op.path) != 0;
  const Propagation cut = {MS_PRIVATE, Depth::kWhole};
  // still a peer of the host's, what is mounted in it would show there
  if (context->treeShared || apart) fault = setPropagation(tree.value.get(), cut);
  if (!fault) fault = apart ? moveApart(tree.value.get(), op.place) : moveMount(tree.value.get(), directory.get());
  // a mount on a shared one becomes shared as well
  if (!fault && apart) fault = setPropagation(tree.value.get(), cut);
  if (fault) return fault.with(op.path);
  context->root = std::move(tree.value);
  return {};
}

// By the directory that is held: whatever stands at its path by now, this is what is unmounted.
Fault perform(const wire::RootfsClose& /*op*/, Context* context) {
  if (fchdir(context->root.get()) < 0) return Fault("fchdir").with("the root file system");
  context->root.reset();
  if (umount2(".", MNT_DETACH) < 0) return Fault("umount2").with("the root file system");
  if (chdir("/") < 0) return Fault("chdir").with("/");
  return {};
}

Fault perform(const wire::RootfsPropagation& op, Context* context) {
  return setPropagation(context->root.get(), {op.propagation, op.recursive ? Depth::kWhole : Depth::kTop});
}

Fault perform(const wire::RootfsReadonly& /*op*/, Context* context) {
  return setAttributes(context->root.get(), {MOUNT_ATTR_RDONLY, 0});
}

}  // namespace caisson::init
