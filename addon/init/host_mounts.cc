#include "init/host_mounts.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "init/lines.h"
#include "shared/unique_fd.h"

namespace caisson::init {
namespace {

// Undo mountinfo's octal escapes (space, tab, newline, backslash), in place.
void unescape(char* text) {
  char* to = text;
  for (const char* from = text; *from != '\0';) {
    if (from[0] == '\\' && from[1] != '\0' && from[2] != '\0' && from[3] != '\0') {
      *to++ = static_cast<char>(((from[1] - '0') << 6) | ((from[2] - '0') << 3) | (from[3] - '0'));
      from += 4;
    } else {
      *to++ = *from++;
    }
  }
  *to = '\0';
}

// The mount point (field 5) of a line whose type is procfs or sysfs, or null. See proc_pid_mountinfo(5).
[[nodiscard]] char* mountPointOf(char* line) {
  const char* const separator = std::strstr(line, " - ");
  if (separator == nullptr) return nullptr;
  const char* const type = separator + 3;
  if (std::strncmp(type, "proc ", 5) != 0 && std::strncmp(type, "sysfs ", 6) != 0) return nullptr;
  char* field = line;
  for (int skipped = 0; skipped < 4; ++skipped) {
    field = std::strchr(field, ' ');
    if (field == nullptr) return nullptr;
    ++field;
  }
  char* const end = std::strchr(field, ' ');
  if (end == nullptr) return nullptr;
  *end = '\0';
  unescape(field);
  return field;
}

[[nodiscard]] bool isBelow(const char* path, const char* directory, size_t length) {
  return std::strncmp(path, directory, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

Fault drop(const char* path) {
  if (umount2(path, MNT_DETACH) == 0) return {};
  // gone already with a mount above it
  if (errno == ENOENT) return {};
  if (errno != EINVAL && errno != EPERM) return Fault("umount2").with(path);
  if (mount("tmpfs", path, "tmpfs", MS_RDONLY, "size=0k") < 0 && errno != ENOENT) return Fault("mount").with(path);
  return {};
}

}  // namespace

Fault dropHostMounts(int root) {
  // the root's own path, for telling its mounts from the host's
  if (fchdir(root) < 0) return Fault("fchdir");
  char rootPath[4096];
  const long size = syscall(SYS_getcwd, rootPath, sizeof(rootPath));
  if (size <= 1) return Fault("getcwd");
  // leave it: what is mounted stays listed until it is read, and a detached /proc ends the reading
  const UniqueFd list(open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  if (!list) return Fault("open").with("/proc/self/mountinfo");
  Lines lines(list.get());
  for (char* line = lines.next(); line != nullptr; line = lines.next()) {
    const char* const path = mountPointOf(line);
    if (path == nullptr || isBelow(path, rootPath, static_cast<size_t>(size) - 1)) continue;
    Fault fault = drop(path);
    if (fault) return fault;
  }
  return {};
}

}  // namespace caisson::init
