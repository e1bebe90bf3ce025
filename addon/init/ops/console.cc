// console.open, console.attach
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "init/mounts.h"
#include "init/ops/ops.h"
#include "init/paths.h"
#include "init/target.h"

namespace caisson::init {
namespace {

constexpr uint64_t kNoLinks = RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS;

// The container's own devpts, and nothing that a link or another file system puts in its place (CVE-2026-41579).
Result<UniqueFd> openMaster(int root) {
  constexpr char kPath[] = "/dev/pts/ptmx";
  // O_PATH first: opening is what makes a pty, or does something else in a driver that is none
  const UniqueFd path(openAt(root, kPath, {O_PATH, kNoLinks}));
  if (!path) return Fault("openat2").with(kPath);
  struct stat status = {};
  if (!statOf(path.get(), &status)) return Fault("fstatat").with(kPath);
  const bool ptmx = S_ISCHR(status.st_mode) && status.st_rdev == makedev(5, 2);
  if (!ptmx || fileSystemOf(path.get()) != DEVPTS_SUPER_MAGIC) {
    return Fault(ENODEV, "openat2").with(kPath).with(" is not the multiplexer of a devpts");
  }
  UniqueFd master(openAt(root, kPath, {O_RDWR | O_NOCTTY, kNoLinks}));
  if (!master) return Fault("openat2").with(kPath);
  // again, on what was opened
  if (fileSystemOf(master.get()) != DEVPTS_SUPER_MAGIC) return Fault(ENODEV, "openat2").with(kPath);
  return master;
}

// The other end, by the descriptor and by no path.
Result<UniqueFd> openSlave(int master, const wire::ConsoleOpen& op) {
  int locked = 0;
  if (ioctl(master, TIOCSPTLCK, &locked) < 0) return Fault("ioctl").with("TIOCSPTLCK");
  UniqueFd slave(ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!slave) return Fault("ioctl").with("TIOCGPTPEER");
  if (op.rows != 0 || op.columns != 0) {
    winsize size = {};
    size.ws_row = static_cast<unsigned short>(op.rows);
    size.ws_col = static_cast<unsigned short>(op.columns);
    if (ioctl(slave.get(), TIOCSWINSZ, &size) < 0) return Fault("ioctl").with("TIOCSWINSZ");
  }
  if (op.plain) {
    termios settings = {};
    if (tcgetattr(slave.get(), &settings) < 0) return Fault("tcgetattr");
    settings.c_oflag &= ~static_cast<tcflag_t>(ONLCR);
    if (tcsetattr(slave.get(), TCSANOW, &settings) < 0) return Fault("tcsetattr");
  }
  constexpr gid_t kUnchanged = ~gid_t{0};
  if (fchown(slave.get(), op.uid, kUnchanged) < 0) return Fault("fchown").with("the pty");
  return slave;
}

// An existing /dev/console may be a file or a device node; a link would lead the mount astray (CVE-2025-52565).
Result<UniqueFd> openConsole(int root) {
  constexpr char kPath[] = "/dev/console";
  UniqueFd console(openAt(root, kPath, {O_PATH, kNoLinks}));
  if (!console && errno == ENOENT) {
    const Result<Place> place = makeParent(root, kPath);
    if (place.fault) return place.fault;
    const int parent = place.value.parent.get();
    const ScopedUmask exact;
    if (mknodat(parent, "console", S_IFREG | 0600, 0) < 0 && errno != EEXIST) return Fault("mknodat").with(kPath);
    console.reset(openAt(root, kPath, {O_PATH, kNoLinks}));
  }
  if (!console) return Fault("openat2").with(kPath);
  struct stat status = {};
  if (!statOf(console.get(), &status)) return Fault("fstatat").with(kPath);
  if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode)) {
    return Fault(EEXIST, "openat2").with(kPath).with(" is neither a file nor a device");
  }
  return console;
}

}  // namespace

Fault perform(const wire::ConsoleOpen& op, Context* context) {
  // in an exec the container's root is entered already, and is the working directory
  const int root = context->root ? context->root.get() : AT_FDCWD;
  Result<UniqueFd> master = openMaster(root);
  if (master.fault) return master.fault;
  Result<UniqueFd> slave = openSlave(master.value.get(), op);
  if (slave.fault) return slave.fault;
  context->consoleMaster = std::move(master.value);
  context->consoleSlave = std::move(slave.value);
  if (!op.mount) return {};
  Result<UniqueFd> mount = cloneTree(context->consoleSlave.get(), "", Depth::kTop);
  if (mount.fault) return mount.fault;
  const Result<UniqueFd> target = openConsole(root);
  if (target.fault) return target.fault;
  return attach(std::move(mount.value), target.value.get(), context);
}

Fault perform(const wire::ConsoleAttach& /*op*/, Context* context) {
  const UniqueFd slave = std::move(context->consoleSlave);
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    if (dup2(slave.get(), fd) < 0) return Fault("dup2");
  }
  if (ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0) return Fault("ioctl").with("TIOCSCTTY");
  return {};
}

}  // namespace caisson::init
