#include "monitor/state_dir.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "shared/complain.h"

namespace caisson::monitor {
namespace {

constexpr char kLock[] = "lock";
constexpr char kNotifySocket[] = "notify/notify.sock";
constexpr char kRecord[] = "state.json";
constexpr int kLockPause = 10;  // milliseconds

bool isSame(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

void removeEntry(int directory, const char* name) {
  if (unlinkat(directory, name, 0) == 0 || errno == ENOENT) return;
  if (errno == EISDIR && unlinkat(directory, name, AT_REMOVEDIR) == 0) return;
  complain("cannot remove", name, errno);
}

}  // namespace

StateDir::StateDir(const char* path) : path_(path), fd_(open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) {}

bool StateDir::stillThere() const {
  struct stat held {};
  struct stat named {};
  return fd_.valid() && fstat(fd_.get(), &held) == 0 && lstat(path_, &named) == 0 && isSame(held, named);
}

StateDir::Lock StateDir::lock(Deadline deadline) const {
  for (; stillThere(); pause(kLockPause)) {
    UniqueFd file(openat(fd_.get(), kLock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.valid()) break;
    struct stat held {};
    struct stat named {};
    if (flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
      // a lock on an unlinked file guards nothing
      const bool linked = fstat(file.get(), &held) == 0 && fstatat(fd_.get(), kLock, &named, AT_SYMLINK_NOFOLLOW) == 0;
      if (linked && isSame(held, named) && stillThere()) {
        // the kernel lets go of it when the monitor ends
        [[maybe_unused]] const int heldForGood = file.release();
        return Lock::Held;
      }
    }
    if (deadline.passed()) return Lock::Busy;
  }
  return Lock::Gone;
}

void StateDir::remove() const {
  unlinkat(fd_.get(), kNotifySocket, 0);
  DIR* entries = fdopendir(fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
  if (entries == nullptr) return complain("cannot read", path_, errno);
  while (const dirent* entry = readdir(entries)) {
    const char* name = entry->d_name;
    if (std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0) continue;
    if (std::strcmp(name, kRecord) != 0 && std::strcmp(name, kLock) != 0) removeEntry(fd_.get(), name);
  }
  closedir(entries);
  removeEntry(fd_.get(), kRecord);
  removeEntry(fd_.get(), kLock);
  // not empty: another has made a new lock, finds no record, and has to remove the rest
  if (rmdir(path_) < 0 && errno != ENOENT && errno != ENOTEMPTY) complain("cannot remove", path_, errno);
}

}  // namespace caisson::monitor
