// dir.create, symlink.create
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "init/ops/ops.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// What a link may replace: another link, or a device node (/dev/ptmx of an image that was packed with its /dev).
[[nodiscard]] bool isReplaceable(mode_t mode) { return S_ISLNK(mode) || S_ISCHR(mode) || S_ISBLK(mode); }

[[nodiscard]] bool isLinkTo(const Place& place, const char* target) {
  char current[4096];
  const ssize_t length = readlinkat(place.parent.get(), place.name.text(), current, sizeof(current));
  return length >= 0 && static_cast<size_t>(length) == std::strlen(target) &&
         std::memcmp(current, target, static_cast<size_t>(length)) == 0;
}

}  // namespace

Fault perform(const wire::DirCreate& op, Context* context) {
  return makeDirectory(context->root.get(), op.path, static_cast<mode_t>(op.mode)).fault;
}

Fault perform(const wire::SymlinkCreate& op, Context* context) {
  const Result<Place> place = makeParent(context->root.get(), op.path);
  if (place.fault) return place.fault;
  const int parent = place.value.parent.get();
  const char* const name = place.value.name.text();
  if (symlinkat(op.target, parent, name) == 0) return {};
  if (errno != EEXIST) return Fault("symlinkat").with(op.path);
  if (isLinkTo(place.value, op.target)) return {};
  struct stat status = {};
  if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) < 0) return Fault("fstatat").with(op.path);
  if (!isReplaceable(status.st_mode)) return Fault(EEXIST, "symlinkat").with(op.path);
  if (unlinkat(parent, name, 0) < 0) return Fault("unlinkat").with(op.path);
  return symlinkat(op.target, parent, name) < 0 ? Fault("symlinkat").with(op.path) : Fault();
}

}  // namespace caisson::init
