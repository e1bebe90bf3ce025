// Sealed memfds: the copy of init that containers may see, and data that is handed to it.
#include <fcntl.h>
#include <linux/memfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"
#include "shared/unique_fd.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif
#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

namespace caisson::binding {
namespace {

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

// `exec` is MFD_EXEC or MFD_NOEXEC_SEAL: Linux 6.3 wants one of them (sysctl vm.memfd_noexec), older kernels neither.
UniqueFd create(Napi::Env env, const std::string& name, unsigned exec) {
  constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = memfd_create(name.c_str(), flags | exec);
  if (fd < 0 && errno == EINVAL) fd = memfd_create(name.c_str(), flags);
  return UniqueFd(check(env, "memfd_create", fd));
}

void seal(Napi::Env env, int fd) { check(env, "fcntl F_ADD_SEALS", fcntl(fd, F_ADD_SEALS, kSeals)); }

Napi::Value sealedCopy(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const UniqueFd source(check(env, "open", open(toText(info[0]).c_str(), O_RDONLY | O_CLOEXEC)));
  struct stat status {};
  check(env, "fstat", fstat(source.get(), &status));
  UniqueFd copy = create(env, toText(info[1]), MFD_EXEC);
  for (off_t left = status.st_size; left > 0;) {
    const ssize_t sent = check(env, "sendfile", sendfile(copy.get(), source.get(), nullptr, static_cast<size_t>(left)));
    if (sent == 0) throw systemError(env, "sendfile", EIO);  // somebody truncates the file under us
    left -= sent;
  }
  check(env, "fchmod", fchmod(copy.get(), 0500));
  seal(env, copy.get());
  return Napi::Number::New(env, copy.release());
}

Napi::Value memfd(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::span<const uint8_t> data = toBytes(info[1]);
  UniqueFd fd = create(env, toText(info[0]), MFD_NOEXEC_SEAL);
  for (size_t done = 0; done < data.size();) {
    done += static_cast<size_t>(check(env, "write", write(fd.get(), data.data() + done, data.size() - done)));
  }
  check(env, "lseek", lseek(fd.get(), 0, SEEK_SET));
  seal(env, fd.get());
  return Napi::Number::New(env, fd.release());
}

}  // namespace

void exportMemfds(Napi::Env env, Napi::Object exports) {
  exportAs<sealedCopy>(env, exports, "sealedCopy");
  exportAs<memfd>(env, exports, "memfd");
}

}  // namespace caisson::binding
