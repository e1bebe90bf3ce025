// mount.bind, mount.fs, mount.remount; source.open and source.place, the two halves of a bind.
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <cstring>

#include "init/classic_mount.h"
#include "init/copy_up.h"
#include "init/filesystem.h"
#include "init/mounts.h"
#include "init/ops/ops.h"
#include "init/paths.h"
#include "init/target.h"

namespace caisson::init {
namespace {

// Values of copyUp on the wire.
constexpr uint32_t kCopyNothing = 0;
constexpr uint32_t kCopyAll = 1;

// idmap of source.open where no ids are mapped.
constexpr uint32_t kNoSlot = ~uint32_t{0};

template <class Op>
Attributes attributesOf(const Op& op) {
  return {op.attrSet, op.attrClear};
}

// Those of the top, then those of the whole tree, so that `rbind,ro,rrw` is writable, as under runc.
template <class Op>
Fault setAllAttributes(const Op& op, int mount) {
  Fault fault = setAttributes(mount, attributesOf(op));
  return fault ? fault : setAttributes(mount, {op.treeSet, op.treeClear, Depth::kWhole});
}

// After the move, since a mount that is not attached yet has no peers to propagate to.
template <class Op>
Fault propagate(const Op& op, int mount) {
  return setPropagation(mount, {op.propagation, op.propagationRecursive ? Depth::kWhole : Depth::kTop});
}

// The fault of a mount, with its target named where nothing is said yet.
Fault about(Fault fault, const char* path) { return *fault.detail() == '\0' ? fault.with(path) : fault; }

// Attach, then propagation.
template <class Op>
Fault place(const Op& op, UniqueFd mount, int target, Context* context) {
  // stays the descriptor of what is attached
  const UniqueFd attached(fcntl(mount.get(), F_DUPFD_CLOEXEC, 0));
  if (!attached) return Fault("fcntl");
  Fault fault = attach(std::move(mount), target, context);
  if (!fault) fault = propagate(op, attached.get());
  return fault ? about(fault, op.target) : Fault();
}

[[nodiscard]] Content contentOf(int mount) {
  switch (fileSystemOf(mount)) {
    case PROC_SUPER_MAGIC:
      return Content::kProcfs;
    default:
      // a bind of a sysfs may go wherever any other bind may
      return Content::kOther;
  }
}

[[nodiscard]] Content contentOf(const char* type) {
  if (std::strcmp(type, "proc") == 0) return Content::kProcfs;
  if (std::strcmp(type, "sysfs") == 0) return Content::kSysfs;
  return Content::kOther;
}

[[nodiscard]] bool hasOption(const wire::StringList& options, const char* start) {
  for (const char* option : options) {
    if (std::strncmp(option, start, std::strlen(start)) == 0) return true;
  }
  return false;
}

// `mode=…` of the directory that a tmpfs covers, so that /tmp stays sticky where the image has it so; other runtimes
// do the same. Empty where the configuration says a mode, or nothing is covered.
void inheritMode(const wire::MountFs& op, const Context& context, Text<16>* option) {
  if (std::strcmp(op.type, "tmpfs") != 0 || hasOption(op.options, "mode=")) return;
  const Result<UniqueFd> covered = openInRoot(context.root.get(), op.target);
  struct stat status = {};
  if (covered.fault || !statOf(covered.value.get(), &status) || !S_ISDIR(status.st_mode)) {
    option->add("mode=755");
    return;
  }
  option->add("mode=");
  for (int shift = 9; shift >= 0; shift -= 3) option->add(int64_t{(status.st_mode >> shift) & 7});
}

// Where the host has what a user namespace may not mount anew.
[[nodiscard]] const char* hostMountOf(const wire::MountFs& op) {
  if (std::strcmp(op.type, "sysfs") == 0) return "/sys";
  if (std::strcmp(op.type, "proc") == 0) return "/proc";
  return op.target;
}

[[nodiscard]] bool copiesUp(const wire::MountFs& op) { return op.copyUp != kCopyNothing; }

// What lies at the very place that the mount will cover.
Fault fill(const wire::MountFs& op, int mount, int target) {
  Fault fault = copyUp({.from = target,
                        .to = mount,
                        .devices = op.copyUp == kCopyAll,
                        .user = !hasOption(op.options, "uid="),
                        .group = !hasOption(op.options, "gid=")});
  return fault ? fault : setAttributes(mount, attributesOf(op));
}

Result<UniqueFd> makeMount(const wire::MountFs& op, const Context& context) {
  Text<16> mode;
  inheritMode(op, context, &mode);
  // read-only only once it is filled
  const uint64_t attributes = copiesUp(op) ? op.attrSet & ~uint64_t{MOUNT_ATTR_RDONLY} : op.attrSet;
  const FileSystem wanted = {.type = op.type,
                             .source = op.source,
                             .options = op.options,
                             .extraOption = mode.empty() ? nullptr : mode.text(),
                             .attributes = static_cast<uint32_t>(attributes)};
  Result<UniqueFd> mount = op.call ? mountClassic(wanted, op.flags, context.root.get()) : mountFileSystem(wanted);
  if (!mount.fault || mount.fault.error() != EPERM || !op.ifDenied) return mount;
  // recursive: what covers parts of the host's mount is locked to it in a user namespace
  Result<UniqueFd> copy = cloneTree(AT_FDCWD, hostMountOf(op), Depth::kWhole);
  if (copy.fault) return copy;
  // and all of it: a read-only /sys must not have writable cgroups in it (CVE-2023-25809)
  Fault fault = setAttributes(copy.value.get(), {op.attrSet, op.attrClear, Depth::kWhole});
  if (fault) return fault;
  return copy;
}

// A cloned tree to where it belongs.
template <class Op>
Fault bind(const Op& op, UniqueFd tree, Context* context) {
  struct stat status = {};
  if (!statOf(tree.get(), &status)) return Fault("fstatat").with(op.source);
  // complete before it can be seen: nothing in the container meets it writable first
  Fault fault = setAllAttributes(op, tree.get());
  if (fault) return about(fault, op.target);
  const TargetKind kind = S_ISDIR(status.st_mode) ? TargetKind::kDirectory : TargetKind::kFile;
  const Result<UniqueFd> target = openTarget(*context, {op.target, kind, contentOf(tree.get())});
  if (target.fault) return target.fault;
  return place(op, std::move(tree), target.value.get(), context);
}

}  // namespace

Fault perform(const wire::MountBind& op, Context* context) {
  Result<UniqueFd> tree = cloneTree(AT_FDCWD, op.source, op.recursive ? Depth::kWhole : Depth::kTop);
  if (tree.fault) return op.ifMissing && tree.fault.error() == ENOENT ? Fault() : tree.fault;
  return bind(op, std::move(tree.value), context);
}

Fault perform(const wire::SourceOpen& op, Context* context) {
  Result<UniqueFd> tree = cloneTree(AT_FDCWD, op.source, op.recursive ? Depth::kWhole : Depth::kTop);
  if (tree.fault) return tree.fault;
  // a clone is a peer of what it was cloned from, and this one never passes through tree.propagation
  Fault fault = setPropagation(tree.value.get(), {MS_SLAVE, Depth::kWhole});
  if (fault) return about(fault, op.source);
  if (op.idmap != kNoSlot) {
    fault = mapIds(tree.value.get(), context->idmaps.look(op.idmap), op.idmapRecursive ? Depth::kWhole : Depth::kTop);
    if (fault && fault.error() == EINVAL) return fault.with("its file system cannot map ids");
    if (fault) return about(fault, op.source);
  }
  return context->sources.keep(op.slot, std::move(tree.value));
}

Fault perform(const wire::SourcePlace& op, Context* context) {
  UniqueFd tree = context->sources.take(op.slot);
  if (!tree) return Fault(EPROTO, "plan").with("the source was not opened");
  return bind(op, std::move(tree), context);
}

Fault perform(const wire::MountFs& op, Context* context) {
  Result<UniqueFd> mount = makeMount(op, *context);
  if (mount.fault) return mount.fault;
  const Result<UniqueFd> target = openTarget(*context, {op.target, TargetKind::kDirectory, contentOf(op.type)});
  if (target.fault) return target.fault;
  Fault fault = copiesUp(op) ? fill(op, mount.value.get(), target.value.get()) : Fault();
  return fault ? fault : place(op, std::move(mount.value), target.value.get(), context);
}

Fault perform(const wire::MountRemount& op, Context* context) {
  const Result<UniqueFd> target = openInRoot(context->root.get(), op.target);
  if (target.fault) return target.fault;
  Fault fault = setAllAttributes(op, target.value.get());
  if (!fault) fault = propagate(op, target.value.get());
  if (fault && fault.error() == EINVAL) return fault.with(op.target).with(" is no mount point");
  return fault ? about(fault, op.target) : Fault();
}

}  // namespace caisson::init
