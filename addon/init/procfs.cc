#include "init/procfs.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>

#include "init/filesystem.h"
#include "init/mounts.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// Mounted nowhere, so that nothing can be mounted over it either (CVE-2025-52881). A user namespace may lack the right
// to one; then a copy of the host's, since this runs before pivot_root.
Result<UniqueFd> openProcfs() {
  Result<UniqueFd> fresh = mountFileSystem({.type = "proc", .source = "proc", .options = {}});
  if (!fresh.fault || fresh.fault.error() != EPERM) return fresh;
  Result<UniqueFd> copy = cloneTree(AT_FDCWD, "/proc", Depth::kWhole);
  if (copy.fault) return copy;
  if (fileSystemOf(copy.value.get()) != PROC_SUPER_MAGIC) return Fault(ENODEV, "open_tree").with("/proc is no procfs");
  return copy;
}

}  // namespace

Result<int> procfsOf(Context* context) {
  if (!context->procfs) {
    Result<UniqueFd> procfs = openProcfs();
    if (procfs.fault) return procfs.fault;
    context->procfs = std::move(procfs.value);
  }
  return context->procfs.get();
}

Result<UniqueFd> openOwn(Context* context, const char* name) {
  const Result<int> procfs = procfsOf(context);
  if (procfs.fault) return procfs.fault;
  PathText path;
  path.add("self/").add(name);
  // `self` is a link, and says who init is in the PID namespace of this procfs
  constexpr uint64_t kInside = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS;
  UniqueFd file(openAt(procfs.value, path.text(), {O_WRONLY, kInside}));
  if (!file) return Fault("openat2").with("/proc/").with(path.text());
  return file;
}

}  // namespace caisson::init
