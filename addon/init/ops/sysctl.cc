// sysctl.write
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <unistd.h>

#include <cstring>

#include "init/ops/ops.h"
#include "init/paths.h"
#include "init/procfs.h"

namespace caisson::init {
namespace {

// `net.ipv4.ip_forward` and `net/ipv4/ip_forward` are the same. The first separator decides, as in sysctl.d(5): where
// it is a dot, slashes stand for dots within a component (`net.ipv4.conf.eth0/1.rp_filter`).
void pathOf(const char* key, PathText* path) {
  path->add("sys/").add(key);
  char* at = path->text() + 4;
  const char* const first = std::strpbrk(at, "./");
  if (first == nullptr || *first == '/') return;
  for (; *at != '\0'; ++at) {
    if (*at == '.') {
      *at = '/';
    } else if (*at == '/') {
      *at = '.';
    }
  }
}

// The namespace that a sysctl belongs to, by its path below /proc: the rules of config.json let no others through.
[[nodiscard]] uint32_t namespaceOf(const char* path) {
  if (std::strncmp(path, "sys/net/", 8) == 0) return CLONE_NEWNET;
  const bool name = std::strcmp(path, "sys/kernel/hostname") == 0 || std::strcmp(path, "sys/kernel/domainname") == 0;
  return name ? CLONE_NEWUTS : CLONE_NEWIPC;
}

}  // namespace

Fault perform(const wire::SysctlWrite& op, Context* context) {
  const Result<int> procfs = procfsOf(context);
  if (procfs.fault) return procfs.fault;
  PathText path;
  pathOf(op.key, &path);
  if (path.truncated()) return Fault(ENAMETOOLONG, "openat2").with(op.key);
  // a namespace by path may be the host's
  if ((context->joinedOwn & namespaceOf(path.text())) != 0) {
    return Fault(EPERM, "sysctl").with(op.key).with(" would change the host: the namespace is the runtime's own");
  }
  constexpr uint64_t kInside = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS;
  const UniqueFd file(openAt(procfs.value, path.text(), {O_WRONLY, kInside}));
  if (!file) return Fault("openat2").with("/proc/").with(path.text());
  // one write: the kernel takes a sysctl's value at offset 0 only
  const size_t length = std::strlen(op.value);
  const ssize_t written = write(file.get(), op.value, length);
  if (written < 0) return Fault("write").with("/proc/").with(path.text());
  if (static_cast<size_t>(written) != length) return Fault(EIO, "write").with("/proc/").with(path.text());
  return {};
}

}  // namespace caisson::init
