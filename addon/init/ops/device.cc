// device.create, device.bind
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "init/mounts.h"
#include "init/ops/ops.h"
#include "init/paths.h"
#include "init/target.h"

namespace caisson::init {
namespace {

// S_IFMT bits of a device type of the spec; 0 for none that is known.
[[nodiscard]] mode_t fileType(uint32_t type) {
  switch (type) {
    case 'b':
      return S_IFBLK;
    case 'c':
    case 'u':
      return S_IFCHR;
    case 'p':
      return S_IFIFO;
    default:
      return 0;
  }
}

struct Node {
  mode_t type;
  dev_t number;
};

[[nodiscard]] bool isNode(const struct stat& status, const Node& node) {
  if ((status.st_mode & S_IFMT) != node.type) return false;
  return node.type == S_IFIFO || status.st_rdev == node.number;
}

// An entry that was there before must be the same device: else the image would decide what the program opens.
Fault checkExisting(const Place& place, const wire::DeviceCreate& op, const Node& node) {
  struct stat status = {};
  if (fstatat(place.parent.get(), place.name.text(), &status, AT_SYMLINK_NOFOLLOW) < 0) {
    return Fault("fstatat").with(op.path);
  }
  if (isNode(status, node)) return {};
  return Fault(EEXIST, "mknodat").with(op.path).with(" is something else already");
}

}  // namespace

Fault perform(const wire::DeviceCreate& op, Context* context) {
  const Node node = {fileType(op.type), makedev(op.major, op.minor)};
  if (node.type == 0) return Fault(EPROTO, "plan").with("device type");
  const Result<Place> place = makeParent(context->root.get(), op.path);
  if (place.fault) return place.fault;
  const int parent = place.value.parent.get();
  const char* const name = place.value.name.text();
  {
    const ScopedUmask exact;
    if (mknodat(parent, name, node.type | (op.mode & 07777), node.number) < 0) {
      if (errno != EEXIST) return Fault("mknodat").with(op.path);
      return checkExisting(place.value, op, node);
    }
  }
  if (fchownat(parent, name, op.uid, op.gid, AT_SYMLINK_NOFOLLOW) < 0) return Fault("fchownat").with(op.path);
  return {};
}

Fault perform(const wire::DeviceBind& op, Context* context) {
  const Node node = {fileType(op.type), makedev(op.major, op.minor)};
  if (node.type == 0) return Fault(EPROTO, "plan").with("device type");
  // the host's path: this runs before pivot_root
  const UniqueFd source(open(op.path, O_PATH | O_CLOEXEC));
  if (!source) return Fault("open").with(op.path);
  struct stat status = {};
  if (!statOf(source.get(), &status)) return Fault("fstatat").with(op.path);
  if (!isNode(status, node)) return Fault(ENODEV, "open").with(op.path).with(" of the host is another device");
  Result<UniqueFd> tree = cloneTree(source.get(), "", Depth::kTop);
  if (tree.fault) return tree.fault;
  const Result<UniqueFd> target = openTarget(*context, {op.path, TargetKind::kFile, Content::kOther});
  if (target.fault) return target.fault;
  Fault fault = attach(std::move(tree.value), target.value.get(), context);
  return fault ? fault.with(op.path) : Fault();
}

}  // namespace caisson::init
