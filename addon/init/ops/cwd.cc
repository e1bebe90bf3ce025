// cwd.set
#include <sys/syscall.h>
#include <unistd.h>

#include "init/ops/ops.h"

namespace caisson::init {

Fault perform(const wire::CwdSet& op, Context* /*context*/) {
  if (chdir(op.path) < 0) return Fault("chdir").with(op.path);
  // CVE-2024-21626: a directory outside of the root has no path; the kernel writes "(unreachable)" in front, where
  // glibc's getcwd would hide it
  char path[4096];
  if (syscall(SYS_getcwd, path, sizeof(path)) < 0) return Fault("getcwd").with(op.path);
  if (path[0] != '/') return Fault(ENOENT, "getcwd").with(op.path).with(" lies outside of the container's root");
  return {};
}

}  // namespace caisson::init
