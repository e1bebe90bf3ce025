#include "launcher/launch.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "launcher/environment.h"
#include "launcher/utf8.h"
#include "shared/complain.h"

namespace caisson::launcher {
namespace {

constexpr int kFailure = 1;
constexpr int kFirstFd = 3;
constexpr char kEngine[] = "../lib/caisson/engine";

// A descriptor that the runtime opens must never become 0, 1 or 2: it would be the container's stdio.
bool openStdio() {
  for (int fd = 0; fd < kFirstFd; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0) continue;
    // the lowest free number is this one
    if (open("/dev/null", O_RDWR) != fd) return false;
  }
  return true;
}

// Descriptors from 3 on that the caller handed over without a gap (LISTEN_FDS, --preserve-fds).
int countKeptFds() {
  int fd = kFirstFd;
  while (fcntl(fd, F_GETFD) >= 0) ++fd;
  return fd - kFirstFd;
}

// The cwd, or an empty string: deleted, outside of our root (the kernel says "(unreachable)"), too long, or not text.
void readCwd(char (&cwd)[PATH_MAX]) {
  if (syscall(SYS_getcwd, cwd, sizeof cwd) < 0 || cwd[0] != '/' || !isUtf8(cwd)) cwd[0] = '\0';
}

// Path of the engine beside the directory of this executable; false where /proc cannot tell.
bool findEngine(char (&path)[PATH_MAX + sizeof kEngine]) {
  const ssize_t length = readlink("/proc/self/exe", path, PATH_MAX);
  if (length <= 0 || length >= PATH_MAX) return false;
  path[length] = '\0';
  char* slash = std::strrchr(path, '/');
  if (slash == nullptr) return false;
  std::memcpy(slash + 1, kEngine, sizeof kEngine);
  return true;
}

int fail(const char* what, const char* subject, int error) {
  complain(what, subject, error);
  return kFailure;
}

}  // namespace

int launch(int argc, char** argv, char** envp) {
  if (!openStdio()) return kFailure;
  const int keptFds = countKeptFds();
  // to the engine such bytes would become U+FFFD, which names another file than the caller meant
  for (int i = 1; i < argc; ++i) {
    if (!isUtf8(argv[i])) return fail("an argument is not valid UTF-8", "", 0);
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) < 0) return fail("getrlimit RLIMIT_NOFILE", "", errno);
  char cwd[PATH_MAX];
  readCwd(cwd);
  // the engine does not start in a deleted directory, and reads configuration files from wherever it starts
  if (chdir("/") < 0) return fail("chdir", "/", errno);

  char engine[PATH_MAX + sizeof kEngine];
  if (!findEngine(engine)) return fail("cannot find the engine: /proc is not mounted", "", 0);
  char** environment = engineEnvironment(envp, {cwd, files.rlim_cur, files.rlim_max, keptFds});
  if (environment == nullptr) return fail("out of memory", "", 0);
  char* nameless[] = {const_cast<char*>("caisson"), nullptr};
  execve(engine, argc > 0 ? argv : nameless, environment);
  return fail("cannot execute the engine", engine, errno);
}

}  // namespace caisson::launcher
