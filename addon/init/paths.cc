#include "init/paths.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstring>

namespace caisson::init {
namespace {

// Missing directories and dangling links that one path may lead through. Shared by the whole walk: links that hostile
// content lays out can then cost neither much time nor much stack.
constexpr int kMostDetours = 128;

// The directory part of a path; empty for a bare name. Slashes at the end do not count.
[[nodiscard]] size_t parentLength(const char* path, size_t* nameEnd) {
  size_t end = std::strlen(path);
  while (end > 1 && path[end - 1] == '/') --end;
  *nameEnd = end;
  while (end > 0 && path[end - 1] != '/') --end;
  return end;
}

// Where `parent/name` is a dangling link, write where it points to, for the container, into `path`; the kernel
// resolves the parent again, so a relative target counts from the real directory.
Fault followLink(const Place& place, const char* parentPath, size_t parentPathLength, PathText* path) {
  char target[4096];
  const ssize_t length = readlinkat(place.parent.get(), place.name.text(), target, sizeof(target));
  // EINVAL: the link has become something else meanwhile, and the next attempt finds that
  if (length < 0) return errno == EINVAL ? Fault() : Fault("readlinkat").with(place.name.text());
  PathText next;
  if (target[0] != '/') next.add(parentPath, parentPathLength).add("/");
  next.add(target, static_cast<size_t>(length));
  if (next.truncated()) return Fault(ENAMETOOLONG, "readlinkat");
  path->clear();
  path->add(next.text(), next.length());
  return {};
}

enum class Kind { kDirectory, kFile };

// "." and ".." exist as soon as their directory does.
[[nodiscard]] bool isDots(const char* name) { return std::strcmp(name, ".") == 0 || std::strcmp(name, "..") == 0; }

// Make one entry and open it. An entry that appeared meanwhile counts; a link does not, and gives ELOOP.
Result<UniqueFd> makeEntry(const Place& place, Kind kind, mode_t mode) {
  const ScopedUmask exact;
  const int parent = place.parent.get();
  const char* const name = place.name.text();
  const int made = kind == Kind::kDirectory ? mkdirat(parent, name, mode) : mknodat(parent, name, S_IFREG | mode, 0);
  if (made < 0 && errno != EEXIST) {
    return Fault(kind == Kind::kDirectory ? "mkdirat" : "mknodat").with(name);
  }
  // no O_NOFOLLOW: together with O_PATH it would give the link itself, and no ELOOP
  HowToOpen how{O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
  if (kind == Kind::kDirectory) how.flags |= O_DIRECTORY;
  UniqueFd fd(openAt(parent, name, how));
  if (!fd) return Fault("openat2").with(name);
  return fd;
}

Result<UniqueFd> openExisting(int root, const char* path, Kind kind) {
  const uint64_t directory = kind == Kind::kDirectory ? uint64_t{O_DIRECTORY} : 0;
  UniqueFd fd(openAt(root, path, {O_PATH | directory, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS}));
  if (!fd) return Fault("openat2").with(path);
  return fd;
}

struct Wanted {
  Kind kind;
  mode_t mode;
  int* detours;  // left
};

Result<UniqueFd> make(int root, const char* path, const Wanted& wanted);

Result<Place> makePlace(int root, const char* path, int* detours) {
  size_t end = 0;
  const size_t parent = parentLength(path, &end);
  Place place;
  place.name.add(path + parent, end - parent);
  if (place.name.truncated()) return Fault(ENAMETOOLONG, "openat2").with(path);
  if (place.name.empty()) return Fault(EINVAL, "openat2").with(path);
  PathText parentPath;
  parentPath.add(path, parent);
  if (parentPath.empty()) parentPath.add("/");
  if (parentPath.truncated()) return Fault(ENAMETOOLONG, "openat2");
  Result<UniqueFd> directory = make(root, parentPath.text(), {Kind::kDirectory, 0755, detours});
  if (directory.fault) return directory.fault;
  place.parent = std::move(directory.value);
  return place;
}

// The whole path is tried first, since it nearly always exists; then its parents, by recursion, and then it is made.
// Every prefix is resolved anew by the kernel.
Result<UniqueFd> make(int root, const char* path, const Wanted& wanted) {
  PathText current;
  if (current.add(path).truncated()) return Fault(ENAMETOOLONG, "openat2");
  while (--*wanted.detours >= 0) {
    Result<UniqueFd> existing = openExisting(root, current.text(), wanted.kind);
    if (!existing.fault || existing.fault.error() != ENOENT) return existing;
    Result<Place> place = makePlace(root, current.text(), wanted.detours);
    if (place.fault) return place.fault;
    if (isDots(place.value.name.text())) continue;
    Result<UniqueFd> made = makeEntry(place.value, wanted.kind, wanted.mode);
    if (!made.fault || (made.fault.error() != ELOOP && made.fault.error() != ENOTDIR)) return made;
    size_t end = 0;
    const size_t parent = parentLength(current.text(), &end);
    PathText parentPath;
    parentPath.add(current.text(), parent);
    Fault fault = followLink(place.value, parentPath.text(), parentPath.length(), &current);
    if (fault) return fault;
  }
  return Fault(ELOOP, "openat2").with(path);
}

}  // namespace

int openAt(int directory, const char* path, const HowToOpen& how) {
  // EAGAIN: the kernel could not tell that ".." stayed inside, as something was renamed meanwhile
  constexpr int kAttempts = 128;
  open_how arguments = {how.flags | O_CLOEXEC, 0, how.resolve};
  for (int attempt = 0;; ++attempt) {
    const auto fd = static_cast<int>(syscall(SYS_openat2, directory, path, &arguments, sizeof(arguments)));
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR) || attempt == kAttempts) return fd;
  }
}

Result<UniqueFd> openInRoot(int root, const char* path) { return openExisting(root, path, Kind::kFile); }

Result<UniqueFd> makeDirectory(int root, const char* path, mode_t mode) {
  int detours = kMostDetours;
  return make(root, path, {Kind::kDirectory, mode, &detours});
}

Result<UniqueFd> makeFile(int root, const char* path) {
  int detours = kMostDetours;
  return make(root, path, {Kind::kFile, 0644, &detours});
}

Result<Place> makeParent(int root, const char* path) {
  int detours = kMostDetours;
  return makePlace(root, path, &detours);
}

bool statOf(int fd, struct stat* status) { return fstatat(fd, "", status, AT_EMPTY_PATH) == 0; }

uint64_t fileSystemOf(int fd) {
  struct statfs status = {};
  return fstatfs(fd, &status) == 0 ? static_cast<uint64_t>(status.f_type) : 0;
}

}  // namespace caisson::init
