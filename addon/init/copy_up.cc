#include "init/copy_up.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "init/copy_attributes.h"
#include "init/hard_links.h"
#include "init/mounts.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// Each level holds two descriptors and some stack: hostile content may be deeper than either lasts.
constexpr int kDeepest = 200;

// Linux's own, since libc's readdir allocates.
struct Entry {
  uint64_t inode;
  int64_t offset;
  uint16_t length;
  uint8_t type;
  char name[];
};

// For an errno that says that an entry is no longer what it was a moment ago: one that tells so.
[[nodiscard]] int changed(int error) {
  const bool other = error == ELOOP || error == ENOTDIR || error == ENXIO || error == EINVAL || error == EEXIST;
  return other || error == ENOENT ? ESTALE : error;
}

[[nodiscard]] bool isDots(const char* name) { return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0; }

// Data alone: holes stay holes. A pseudo file, which says that it is empty, is taken at its word.
Fault copyContent(int from, int to, off_t size) {
  for (off_t end = 0;;) {
    off_t start = lseek(from, end, SEEK_DATA);
    if (start < 0 && errno == ENXIO) break;
    if (start < 0) return Fault("lseek");
    if (start >= size) break;
    end = lseek(from, start, SEEK_HOLE);
    if (end < 0) return Fault("lseek");
    if (end > size) end = size;
    if (lseek(to, start, SEEK_SET) < 0) return Fault("lseek");
    while (start < end) {
      const ssize_t count = sendfile(to, from, &start, static_cast<size_t>(end - start));
      if (count < 0) return Fault("sendfile");
      if (count == 0) break;
    }
  }
  return ftruncate(to, size) < 0 ? Fault("ftruncate") : Fault();
}

class Copier {
 public:
  Copier(int root, bool devices) : root_(root), devices_(devices) {}

  Fault directory(int from, int to, int depth) {
    if (depth > kDeepest) return about(Fault(ELOOP, "openat"));
    alignas(Entry) char entries[2048];
    for (;;) {
      const long length = syscall(SYS_getdents64, from, entries, sizeof(entries));
      if (length < 0) return about(Fault("getdents64"));
      if (length == 0) return {};
      for (long at = 0; at < length;) {
        const auto* const next = reinterpret_cast<const Entry*>(entries + at);
        at += next->length;
        if (isDots(next->name)) continue;
        const size_t before = path_.length();
        if (before > 0) path_.add("/");
        path_.add(next->name);
        Fault fault = path_.truncated() ? Fault(ENAMETOOLONG, "openat") : entry({from, to, next->name, {}}, depth);
        if (fault) return about(fault);
        path_.cut(before);
      }
    }
  }

 private:
  // One name in two directories.
  struct Item {
    int from;
    int to;
    const char* name;
    struct stat status;
  };

  // The innermost path, once.
  Fault about(Fault fault) {
    return *fault.detail() == '\0' ? fault.with("copying ").with(path_.empty() ? "." : path_.text()) : fault;
  }

  Fault entry(Item item, int depth) {
    if (fstatat(item.from, item.name, &item.status, AT_SYMLINK_NOFOLLOW) < 0) {
      // gone meanwhile
      return errno == ENOENT ? Fault() : Fault("fstatat");
    }
    if (S_ISDIR(item.status.st_mode)) return subdirectory(item, depth);
    const bool linked = item.status.st_nlink > 1;
    const char* const first = linked ? links_.find(item.status.st_dev, item.status.st_ino) : nullptr;
    if (first != nullptr)
      return linkat(root_, first, item.to, item.name, 0) < 0 ? Fault(changed(errno), "linkat") : Fault();
    bool copied = true;
    Fault fault = S_ISREG(item.status.st_mode)   ? file(item)
                  : S_ISLNK(item.status.st_mode) ? link(item)
                                                 : special(item, &copied);
    if (fault || !linked || !copied) return fault;
    return links_.remember(item.status.st_dev, item.status.st_ino, path_.text()) ? Fault() : Fault(ENOMEM, "malloc");
  }

  // What stands there when it is opened is what counts; `status` is made anew.
  Result<UniqueFd> open(Item* item, int flags) {
    const mode_t type = item->status.st_mode & S_IFMT;
    UniqueFd fd(openat(item->from, item->name, flags | O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!fd) return Fault(changed(errno), "openat");
    if (fstat(fd.get(), &item->status) < 0) return Fault("fstat");
    if ((item->status.st_mode & S_IFMT) != type) return Fault(ESTALE, "openat");
    return fd;
  }

  Fault subdirectory(Item item, int depth) {
    const Result<UniqueFd> from = open(&item, O_DIRECTORY);
    if (from.fault) return from.fault;
    if (mkdirat(item.to, item.name, 0700) < 0) return Fault(changed(errno), "mkdirat");
    const UniqueFd to(openat(item.to, item.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!to) return Fault("openat");
    Fault fault = directory(from.value.get(), to.get(), depth + 1);
    // last: what is made in it changes its time, and its mode may forbid that anything is
    return fault ? fault : copyAttributes(from.value.get(), to.get(), item.status);
  }

  Fault file(Item& item) {
    const Result<UniqueFd> from = open(&item, 0);
    if (from.fault) return from.fault;
    const UniqueFd to(openat(item.to, item.name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!to) return Fault(changed(errno), "openat");
    Fault fault = copyContent(from.value.get(), to.get(), item.status.st_size);
    return fault ? fault : copyAttributes(from.value.get(), to.get(), item.status);
  }

  Fault link(const Item& item) {
    PathText target;
    const ssize_t length = readlinkat(item.from, item.name, target.text(), PathText::kRoom);
    if (length < 0) return Fault(changed(errno), "readlinkat");
    target.text()[length] = '\0';
    if (symlinkat(target.text(), item.to, item.name) < 0) return Fault(changed(errno), "symlinkat");
    return ownAndDate(item);
  }

  // FIFOs, sockets, devices.
  Fault special(const Item& item, bool* copied) {
    const bool device = S_ISCHR(item.status.st_mode) || S_ISBLK(item.status.st_mode);
    *copied = !device || devices_;
    if (!*copied) return {};
    const mode_t mode = item.status.st_mode & (S_IFMT | 07777);
    if (mknodat(item.to, item.name, mode, item.status.st_rdev) < 0) return Fault(changed(errno), "mknodat");
    return ownAndDate(item);
  }

  static Fault ownAndDate(const Item& item) {
    const struct stat& status = item.status;
    if (fchownat(item.to, item.name, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW) < 0) return Fault("fchownat");
    const timespec times[] = {status.st_atim, status.st_mtim};
    return utimensat(item.to, item.name, times, AT_SYMLINK_NOFOLLOW) < 0 ? Fault("utimensat") : Fault();
  }

  const int root_;
  const bool devices_;
  // From the top; links are made by it, since in a tree that nobody else reaches a path is as good as a descriptor.
  PathText path_;
  HardLinks links_;
};

}  // namespace

Fault copyUp(const CopyUp& order) {
  Result<UniqueFd> clone = cloneTree(order.from, "", Depth::kWhole);
  if (clone.fault) return clone.fault;
  Fault fault = setAttributes(clone.value.get(), {MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV, 0, Depth::kWhole});
  if (fault) return fault;
  const UniqueFd from(openAt(clone.value.get(), ".", {O_RDONLY | O_DIRECTORY, 0}));
  if (!from) return Fault("openat2");
  const UniqueFd to(openAt(order.to, ".", {O_RDONLY | O_DIRECTORY, 0}));
  if (!to) return Fault("openat2");
  struct stat top = {}, made = {};
  if (fstat(from.get(), &top) < 0 || fstat(to.get(), &made) < 0) return Fault("fstat");
  const ScopedUmask exact;
  fault = Copier(to.get(), order.devices).directory(from.get(), to.get(), 0);
  if (fault) return fault;
  if (!order.user) top.st_uid = made.st_uid;
  if (!order.group) top.st_gid = made.st_gid;
  top.st_mode = made.st_mode;
  return copyAttributes(from.get(), to.get(), top);
}

}  // namespace caisson::init
