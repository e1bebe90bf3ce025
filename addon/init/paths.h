// Paths of the container: resolved by descriptor, inside its root, whatever links hostile content holds.
//
// openat2(2) with RESOLVE_IN_ROOT (kernel 5.6) takes "/" and ".." for the root, and RESOLVE_NO_MAGICLINKS refuses
// /proc/*/fd and its like. No path is looked at first and used later: what is resolved is a descriptor, and that is
// used.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>

#include "init/fault.h"
#include "shared/unique_fd.h"

namespace caisson::init {

struct HowToOpen {
  uint64_t flags = 0;    // O_*; O_CLOEXEC is added
  uint64_t resolve = 0;  // RESOLVE_*
};

// openat2, retried while others rename. The descriptor, or -1 with errno.
[[nodiscard]] int openAt(int directory, const char* path, const HowToOpen& how);

// O_PATH on an existing path in the root, links followed inside of it.
Result<UniqueFd> openInRoot(int root, const char* path);

// O_PATH on the directory at `path`; it and its parents are made where missing, it with `mode`, they with 0755.
Result<UniqueFd> makeDirectory(int root, const char* path, mode_t mode);

// O_PATH on what stands at `path`, whatever it is; an empty file, 0644, where nothing does.
Result<UniqueFd> makeFile(int root, const char* path);

// The parent directory of a path, made where missing, and the last component.
struct Place {
  UniqueFd parent;
  Text<256> name;
};
Result<Place> makeParent(int root, const char* path);

// fstat of an O_PATH descriptor.
[[nodiscard]] bool statOf(int fd, struct stat* status);

// The magic of the file system that holds it, 0 where that fails.
[[nodiscard]] uint64_t fileSystemOf(int fd);

// Modes are meant as written, whatever the caller's umask is.
class ScopedUmask {
 public:
  ScopedUmask() : before_(umask(0)) {}
  ScopedUmask(const ScopedUmask&) = delete;
  ScopedUmask& operator=(const ScopedUmask&) = delete;
  ~ScopedUmask() { umask(before_); }

 private:
  mode_t before_;
};

}  // namespace caisson::init
