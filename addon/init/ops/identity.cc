// user.assumeRoot, credentials.set, stdio.own: who init is, and whose its stdio is.
//
// Raw system calls: glibc's wrappers signal every thread of the process, and init has one.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {
namespace {

Fault setIds(uint32_t uid, uint32_t gid) {
  if (syscall(SYS_setresgid, gid, gid, gid) < 0) return Fault("setresgid").with(int64_t{gid});
  if (syscall(SYS_setresuid, uid, uid, uid) < 0) return Fault("setresuid").with(int64_t{uid});
  return {};
}

Fault setGroups(const wire::IdList& groups) {
  if (groups.count() == 0) return syscall(SYS_setgroups, 0, nullptr) < 0 ? Fault("setgroups") : Fault();
  const size_t size = size_t{groups.count()} * sizeof(uint32_t);
  void* const pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) return Fault("mmap");
  auto* const ids = static_cast<uint32_t*>(pages);
  groups.copyTo(ids);
  Fault fault = syscall(SYS_setgroups, groups.count(), ids) < 0 ? Fault("setgroups") : Fault();
  munmap(pages, size);
  return fault;
}

// The owner of /dev/null is nobody's to change: it is the host's own node (as runc has it).
[[nodiscard]] bool isNullDevice(const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

// Not every descriptor has an owner that can be changed: a socket's or a pipe's of another user namespace (EINVAL,
// EPERM), a file on a read-only mount. The program can use it all the same; it only cannot open it again by path.
[[nodiscard]] bool isTolerable(int error) { return error == EINVAL || error == EPERM || error == EROFS; }

}  // namespace

Fault perform(const wire::UserAssumeRoot& op, Context* /*context*/) {
  // The maps are written. Where they change no id, init would stay as open to root of a joined namespace as it had to
  // be for that (CVE-2016-9962).
  if (prctl(PR_SET_DUMPABLE, 0) < 0) return Fault("prctl");
  if (op.clearGroups && syscall(SYS_setgroups, 0, nullptr) < 0) return Fault("setgroups");
  return setIds(0, 0);
}

Fault perform(const wire::CredentialsSet& op, Context* /*context*/) {
  // the permitted set survives setresuid until capabilities.set; exec ends it
  if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0) return Fault("prctl");
  if (op.setGroups) {
    Fault fault = setGroups(op.groups);
    if (fault) return fault;
  }
  return setIds(op.uid, op.gid);
}

Fault perform(const wire::StdioOwn& op, Context* /*context*/) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    struct stat status = {};
    if (fstat(fd, &status) < 0) return Fault("fstat").with(int64_t{fd});
    if (status.st_uid == op.uid || isNullDevice(status)) continue;
    constexpr uint32_t kUnchanged = ~uint32_t{0};
    if (fchown(fd, op.uid, kUnchanged) < 0 && !isTolerable(errno)) return Fault("fchown").with(int64_t{fd});
  }
  return {};
}

}  // namespace caisson::init
