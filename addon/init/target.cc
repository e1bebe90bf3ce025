#include "init/target.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>

#include <cstring>

#include "init/mounts.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// What other runtimes let a mount cover, for the sake of lxcfs and its like: each shows the container a value of its
// own.
constexpr const char* kCoverable[] = {
    "/proc/cpuinfo",
    "/proc/diskstats",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/swaps",
    "/proc/uptime",
    "/proc/loadavg",
    "/proc/slabinfo",
    "/proc/sys/kernel/ns_last_pid",
    "/proc/sys/crypto/fips_enabled",
};

[[nodiscard]] bool isCoverable(const char* path) {
  for (const char* allowed : kCoverable) {
    if (std::strcmp(path, allowed) == 0) return true;
  }
  return false;
}

[[nodiscard]] bool isProc(const char* path) { return std::strcmp(path, "/proc") == 0; }
[[nodiscard]] bool isBelowProc(const char* path) { return std::strncmp(path, "/proc/", 6) == 0; }

Fault refuse(const char* path, const char* why) { return Fault(EPERM, "mount").with(path).with(why); }

Fault checkByName(const TargetRequest& request) {
  if (isProc(request.path) && request.content != Content::kProcfs) {
    return refuse(request.path, " cannot be mounted because it is not of type proc");
  }
  if (isBelowProc(request.path) && !isCoverable(request.path)) {
    return refuse(request.path, " cannot be mounted because it is inside /proc");
  }
  return {};
}

// Whatever the path was: what it led to.
Fault checkByPlace(int target, const TargetRequest& request) {
  if (fileSystemOf(target) != PROC_SUPER_MAGIC) return {};
  if (isProc(request.path) || isCoverable(request.path)) return {};
  return refuse(request.path, " cannot be mounted because it leads into a procfs");
}

Result<UniqueFd> make(int root, const TargetRequest& request) {
  return request.kind == TargetKind::kDirectory ? makeDirectory(root, request.path, 0755)
                                                : makeFile(root, request.path);
}

// Through no link at all: a procfs or sysfs goes where its path says, or nowhere (CVE-2019-19921).
Result<UniqueFd> openLiteral(int root, const TargetRequest& request) {
  const HowToOpen how = {O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS};
  UniqueFd fd(openAt(root, request.path, how));
  if (!fd && errno == ENOENT) {
    Result<UniqueFd> made = make(root, request);
    if (made.fault) return made.fault;
    fd.reset(openAt(root, request.path, how));
  }
  if (!fd && errno == ELOOP) {
    return Fault(ELOOP, "openat2").with(request.path).with(" must be an ordinary directory, not reached by a link");
  }
  if (!fd) return Fault("openat2").with(request.path);
  return fd;
}

Fault checkKind(int target, const TargetRequest& request) {
  struct stat status = {};
  if (!statOf(target, &status)) return Fault("fstatat").with(request.path);
  const bool directory = S_ISDIR(status.st_mode);
  if (directory == (request.kind == TargetKind::kDirectory)) return {};
  if (directory) return Fault(EISDIR, "mount").with(request.path).with(" is a directory, but the source is none");
  return Fault(ENOTDIR, "mount").with(request.path).with(" is no directory, but the source is one");
}

}  // namespace

Result<UniqueFd> openTarget(const Context& context, const TargetRequest& request) {
  Fault fault = checkByName(request);
  if (fault) return fault;
  const int root = context.root.get();
  const bool literal = request.content != Content::kOther || isBelowProc(request.path);
  Result<UniqueFd> target = literal ? openLiteral(root, request) : make(root, request);
  if (target.fault) return target;
  fault = checkByPlace(target.value.get(), request);
  if (!fault) fault = checkKind(target.value.get(), request);
  if (fault) return fault;
  return target;
}

Fault attach(UniqueFd mount, int target, Context* context) {
  const bool overRoot = samePlace(target, context->root.get());
  Fault fault = moveMount(mount.get(), target);
  if (fault) return fault;
  if (overRoot) context->root = std::move(mount);
  return {};
}

}  // namespace caisson::init
