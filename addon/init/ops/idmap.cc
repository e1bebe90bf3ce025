// idmap.make, idmap.open: user namespaces that lend their maps to mounts.
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "init/filesystem.h"
#include "init/ops/ops.h"
#include "init/paths.h"

namespace caisson::init {
namespace {

// A process that is in a new user namespace, and does nothing there but wait for its end: a namespace lives as long as
// somebody is in it or holds it open.
class Inhabitant {
 public:
  Inhabitant() = default;
  Inhabitant(const Inhabitant&) = delete;
  Inhabitant& operator=(const Inhabitant&) = delete;
  ~Inhabitant() {
    if (pid_ <= 0) return;
    leash_.reset();
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  Fault start() {
    int ends[2] = {};
    if (pipe2(ends, O_CLOEXEC) < 0) return Fault("pipe2");
    const UniqueFd its(ends[0]);
    leash_.reset(ends[1]);
    pid_ = static_cast<pid_t>(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
    if (pid_ < 0) return Fault("clone");
    if (pid_ > 0) return {};
    // the other end closes with init, whatever ends that
    close(ends[1]);
    char nothing = 0;
    [[maybe_unused]] const ssize_t size = read(its.get(), &nothing, 1);
    _exit(0);
  }

  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  UniqueFd leash_;
};

// user_namespaces(7): a map is written once, whole, in one write.
Fault writeMap(int process, const char* file, const char* text) {
  constexpr uint64_t kInside = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS;
  const UniqueFd map(openAt(process, file, {O_WRONLY, kInside}));
  if (!map) return Fault("openat2").with(file);
  const size_t length = std::strlen(text);
  return write(map.get(), text, length) == static_cast<ssize_t>(length) ? Fault() : Fault("write").with(file);
}

}  // namespace

Fault perform(const wire::IdmapMake& op, Context* context) {
  // one of init's own PID namespace, where the inhabitant has the number that clone returned, and nothing lies over it
  const Result<UniqueFd> procfs = mountFileSystem({.type = "proc", .source = "proc", .options = {}});
  if (procfs.fault) return procfs.fault;
  Inhabitant inhabitant;
  Fault fault = inhabitant.start();
  if (fault) return fault;
  Text<16> number;
  number.add(int64_t{inhabitant.pid()});
  const UniqueFd process(openAt(procfs.value.get(), number.text(), {O_PATH | O_DIRECTORY, RESOLVE_BENEATH}));
  if (!process) return Fault("openat2").with(number.text());
  fault = writeMap(process.get(), "uid_map", op.uids);
  if (!fault) fault = writeMap(process.get(), "gid_map", op.gids);
  if (fault) return fault;
  UniqueFd made(openat(process.get(), "ns/user", O_RDONLY | O_CLOEXEC));
  if (!made) return Fault("openat").with("ns/user");
  return context->idmaps.keep(op.slot, std::move(made));
}

Fault perform(const wire::IdmapOpen& op, Context* context) {
  // O_NONBLOCK: the path may name anything, even a FIFO that nobody writes to
  UniqueFd fd(open(op.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return Fault("open").with(op.path);
  if (ioctl(fd.get(), NS_GET_NSTYPE) != CLONE_NEWUSER) {
    return Fault(EINVAL, "ioctl").with(op.path).with(" is no user namespace");
  }
  return context->idmaps.keep(op.slot, std::move(fd));
}

}  // namespace caisson::init
