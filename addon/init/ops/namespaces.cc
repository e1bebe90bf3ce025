// ns.open, ns.join, ns.unshare, ns.enter.
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "init/ops/ops.h"

namespace caisson::init {
namespace {

[[nodiscard]] const char* nameOf(uint32_t type) {
  switch (type) {
    case CLONE_NEWCGROUP:
      return "cgroup";
    case CLONE_NEWIPC:
      return "ipc";
    case CLONE_NEWNET:
      return "network";
    case CLONE_NEWNS:
      return "mount";
    case CLONE_NEWPID:
      return "pid";
    case CLONE_NEWTIME:
      return "time";
    case CLONE_NEWUSER:
      return "user";
    case CLONE_NEWUTS:
      return "uts";
    default:
      return "unknown";
  }
}

// The name of a type's file in /proc/PID/ns.
[[nodiscard]] const char* fileOf(uint32_t type) {
  if (type == CLONE_NEWNET) return "net";
  return type == CLONE_NEWNS ? "mnt" : nameOf(type);
}

// True where init is in that namespace already.
[[nodiscard]] bool isOwn(int fd, uint32_t type) {
  Text<32> path;
  path.add("/proc/self/ns/").add(fileOf(type));
  struct stat wanted = {}, own = {};
  return fstat(fd, &wanted) == 0 && stat(path.text(), &own) == 0 && wanted.st_dev == own.st_dev &&
         wanted.st_ino == own.st_ino;
}

}  // namespace

Fault perform(const wire::NsOpen& op, Context* context) {
  if (op.slot >= kNamespaceSlots) return Fault(EPROTO, "plan").with("namespace slot");
  // O_NONBLOCK: the path may name anything, even a FIFO that nobody writes to
  UniqueFd fd(open(op.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return Fault("open").with(op.path);
  const int type = ioctl(fd.get(), NS_GET_NSTYPE);
  if (type < 0) return Fault(EINVAL, "ioctl").with(op.path).with(" is no namespace");
  if (static_cast<uint32_t>(type) != op.type) {
    return Fault(EINVAL, "ioctl")
        .with(op.path)
        .with(" is a namespace of type ")
        .with(nameOf(static_cast<uint32_t>(type)))
        .with(", not ")
        .with(nameOf(op.type));
  }
  const bool own = isOwn(fd.get(), op.type);
  // in there the root of the host itself would be pivoted away
  if (own && op.type == CLONE_NEWNS) return Fault(EINVAL, "open").with(op.path).with(" is the runtime's own");
  if (own) context->joinedOwn |= op.type;
  context->namespaces[op.slot] = std::move(fd);
  return {};
}

Fault perform(const wire::NsJoin& op, Context* context) {
  if (op.slot >= kNamespaceSlots || !context->namespaces[op.slot]) {
    return Fault(EPROTO, "plan").with("namespace slot");
  }
  const UniqueFd fd = std::move(context->namespaces[op.slot]);
  // CVE-2016-9962: whoever lives in the namespace already must not reach into init
  if (prctl(PR_SET_DUMPABLE, 0) < 0) return Fault("prctl");
  context->joined |= op.type;
  // setns(2) refuses the user namespace that the caller is in already (EINVAL)
  if (op.type == CLONE_NEWUSER && (context->joinedOwn & CLONE_NEWUSER) != 0) return {};
  if (setns(fd.get(), static_cast<int>(op.type)) < 0) return Fault("setns").with(nameOf(op.type));
  return {};
}

Fault perform(const wire::NsUnshare& op, Context* /*context*/) {
  if (unshare(static_cast<int>(op.types)) < 0) return Fault("unshare");
  // The host, which need not be root, writes the maps: the files are its own only while init is dumpable. Nobody is in
  // a new user namespace who could make use of that.
  if ((op.types & CLONE_NEWUSER) != 0 && prctl(PR_SET_DUMPABLE, 1) < 0) return Fault("prctl");
  return {};
}

// The kernel checks all of them with the privileges from before, and enters all or none; the user namespace is no
// special case (setns(2), "A PID file descriptor", Linux 5.8).
Fault perform(const wire::NsEnter& op, Context* context) {
  // CVE-2016-9962: whoever lives there must not reach into init
  if (prctl(PR_SET_DUMPABLE, 0) < 0) return Fault("prctl");
  if (setns(context->handle.get(), static_cast<int>(op.types)) < 0) return Fault("setns");
  context->handle.reset();
  return {};
}

}  // namespace caisson::init
