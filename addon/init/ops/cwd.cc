// cwd.set
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "init/ops/ops.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// Without magic links no path leaves the root (openat2(2), RESOLVE_NO_MAGICLINKS).
bool enterWithoutMagic(const char* path) {
  const UniqueFd directory(openAt(AT_FDCWD, path, {O_PATH | O_DIRECTORY, RESOLVE_NO_MAGICLINKS}));
  return directory && fchdir(directory.get()) == 0;
}

}  // namespace

Fault perform(const wire::CwdSet& op, Context* context) {
  // the path may lead through /proc/self/fd, and no directory of the host's may be there (CVE-2024-21626)
  context->closeOutside();
  if (chdir(op.path) < 0) return Fault("chdir").with(op.path);
  // CVE-2024-21626: a directory outside of the root has no path; the kernel writes "(unreachable)" in front, where
  // glibc's getcwd would hide it
  char path[4096];
  if (syscall(SYS_getcwd, path, sizeof(path)) < 0) {
    const Fault fault = Fault("getcwd").with(op.path);
    // a filter of the container's may forbid it
    return enterWithoutMagic(op.path) ? Fault() : fault;
  }
  if (path[0] != '/') return Fault(ENOENT, "getcwd").with(op.path).with(" lies outside of the container's root");
  return {};
}

}  // namespace caisson::init
