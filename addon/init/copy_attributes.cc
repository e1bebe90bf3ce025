#include "init/copy_attributes.h"

#include <sys/xattr.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <cstring>

namespace caisson::init {
namespace {

// Memory that ends with its scope.
class Buffer {
 public:
  explicit Buffer(size_t size) : data_(static_cast<char*>(std::malloc(size))) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { std::free(data_); }

  [[nodiscard]] char* data() const { return data_; }

 private:
  char* data_;
};

// EOPNOTSUPP: a tmpfs takes user.* since Linux 6.6, ACLs where it was built with them. EPERM: what only the initial
// user namespace may set. ENODATA, of reading: removed meanwhile.
[[nodiscard]] bool isTolerable(int error) { return error == EOPNOTSUPP || error == EPERM || error == ENODATA; }

Fault copyOne(int from, int to, const char* name, char* value) {
  const ssize_t size = fgetxattr(from, name, value, XATTR_SIZE_MAX);
  if (size < 0) return isTolerable(errno) ? Fault() : Fault("fgetxattr");
  if (fsetxattr(to, name, value, static_cast<size_t>(size), 0) == 0 || isTolerable(errno)) return {};
  return Fault("fsetxattr");
}

Fault copyExtended(int from, int to) {
  // most files have none: the question costs no memory
  const ssize_t needed = flistxattr(from, nullptr, 0);
  if (needed == 0 || (needed < 0 && errno == EOPNOTSUPP)) return {};
  const Buffer names(XATTR_LIST_MAX);
  const Buffer value(XATTR_SIZE_MAX);
  if (names.data() == nullptr || value.data() == nullptr) return Fault(ENOMEM, "malloc");
  const ssize_t length = flistxattr(from, names.data(), XATTR_LIST_MAX);
  if (length < 0) return Fault("flistxattr");
  for (const char* name = names.data(); name < names.data() + length; name += std::strlen(name) + 1) {
    Fault fault = copyOne(from, to, name, value.data());
    if (fault) return fault;
  }
  return {};
}

}  // namespace

Fault copyAttributes(int from, int to, const struct stat& status) {
  // the owner first: changing it ends set-user-ID and file capabilities (chown(2))
  if (fchown(to, status.st_uid, status.st_gid) < 0) return Fault("fchown");
  Fault fault = copyExtended(from, to);
  if (fault) return fault;
  if (fchmod(to, status.st_mode & 07777) < 0) return Fault("fchmod");
  const timespec times[] = {status.st_atim, status.st_mtim};
  return futimens(to, times) < 0 ? Fault("futimens") : Fault();
}

}  // namespace caisson::init
