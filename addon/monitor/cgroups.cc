#include "monitor/cgroups.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "shared/complain.h"
#include "shared/unique_fd.h"

namespace caisson::monitor {
namespace {

constexpr int kFirstPause = 1;  // milliseconds; doubles up to
constexpr int kLongestPause = 64;
// Deeper than any nesting that the kernel's default cgroup.max.depth of real systems sees; bounds our stack.
constexpr int kMaxDepth = 64;

UniqueFd openDirectory(int parent, const char* name) {
  return UniqueFd(openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

// Writes to a control file that this kind of cgroup may not have.
bool writeControl(int directory, const char* file, const char* value) {
  const UniqueFd control(openat(directory, file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
  const auto length = static_cast<ssize_t>(std::strlen(value));
  return control.valid() && write(control.get(), value, static_cast<size_t>(length)) == length;
}

// A task of another PID namespace is shown as 0, which kill(2) would take for our own process group.
void killOne(long pid) {
  if (pid > 1 && pid != getpid()) kill(static_cast<pid_t>(pid), SIGKILL);
}

void killListed(int directory) {
  const UniqueFd procs(openat(directory, "cgroup.procs", O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!procs.valid()) return;
  char buffer[4096];
  long pid = 0;
  for (ssize_t got; (got = read(procs.get(), buffer, sizeof buffer)) > 0;) {
    for (ssize_t i = 0; i < got; ++i) {
      if (buffer[i] >= '0' && buffer[i] <= '9') {
        pid = pid * 10 + (buffer[i] - '0');
      } else {
        killOne(pid);
        pid = 0;
      }
    }
  }
}

// Kills and thaws everything at and below `directory`, and removes what is below.
void clear(UniqueFd directory, int depth) {
  const int fd = directory.get();
  // cgroup.kill (v2, 5.14) is atomic against forks; without it a later round gets those that slipped through
  if (!writeControl(fd, "cgroup.kill", "1")) killListed(fd);
  // a frozen task does not die before it is thawed
  writeControl(fd, "freezer.state", "THAWED");
  DIR* entries = fdopendir(fd);
  if (entries == nullptr) return;
  // closedir closes it from here on
  [[maybe_unused]] const int handedOver = directory.release();
  while (const dirent* entry = readdir(entries)) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.' || depth == kMaxDepth) continue;
    UniqueFd child = openDirectory(fd, entry->d_name);
    if (child.valid()) clear(std::move(child), depth + 1);
    unlinkat(fd, entry->d_name, AT_REMOVEDIR);
  }
  closedir(entries);
}

enum class Removal { Gone, Busy, Refused };

// Refused is final, and told to stderr.
Removal tryRemove(const char* path) {
  if (rmdir(path) == 0 || errno == ENOENT) return Removal::Gone;
  if (errno == EBUSY || errno == ENOTEMPTY) return Removal::Busy;
  const int error = errno;
  // a read-only file system refuses to remove what it does not even have
  if (access(path, F_OK) < 0 && errno == ENOENT) return Removal::Gone;
  complain("cannot remove the cgroup", path, error);
  return Removal::Refused;
}

void clearAt(const char* path) {
  UniqueFd directory = openDirectory(AT_FDCWD, path);
  if (directory.valid()) clear(std::move(directory), 0);
}

}  // namespace

// Round by round over all of them, since on v1 a task that keeps one hierarchy busy may be frozen in another. The usual
// case is the first round: init was the only task, and it has been reaped.
bool removeCgroups(const wire::StringList& directories, Reaper& reaper, Deadline deadline) {
  for (int wait = kFirstPause;; wait = std::min(wait * 2, kLongestPause)) {
    bool refused = false;
    const char* busy = nullptr;
    for (const char* path : directories) {
      const Removal removal = tryRemove(path);
      refused = refused || removal == Removal::Refused;
      if (removal == Removal::Busy) busy = path;
    }
    if (refused) return false;
    if (busy == nullptr) return true;
    if (deadline.passed()) {
      complain("cannot remove the cgroup", busy, EBUSY);
      return false;
    }
    for (const char* path : directories) clearAt(path);
    reaper.reap();
    pause(wait);
  }
}

}  // namespace caisson::monitor
