// striker kill LOG MICROSECONDS PATH :: COMMAND ARG…   SIGKILL to the command, that long after its start, or, where
// PATH
//   is not empty, that long after PATH, a name in an existing directory, was made
//   {"status","killed","orphans","wall","seen"}: killed is false where it had ended before; orphans is true where the
//   command had children when it ended; wall and seen are µs from its start to its end and to PATH, seen -1 for never.
//   An exec in place keeps the pid, so the kill reaches whatever the command has become.
// striker race LOG COUNT PATH :: COMMAND ARG…          the command COUNT times at once; PATH is empty
//   {"statuses":[…]}; the output of each goes to LOG.0, LOG.1, …
#include <poll.h>
#include <sys/inotify.h>
#include <sys/syscall.h>

#include <string>
#include <vector>

#include "../bench/child.h"

namespace {

// Waits for the pidfd until `deadline`: sleeps first, then spins, since a sleep may wake up 50 µs late.
[[nodiscard]] bool ended_before(int pidfd, int64_t deadline) {
  constexpr int64_t kSpin = 200000;  // ns
  pollfd poll{pidfd, POLLIN, 0};
  const int64_t sleep = deadline - kSpin - bench::now();
  if (sleep > 0) {
    const timespec time{sleep / INT64_C(1000000000), sleep % INT64_C(1000000000)};
    if (ppoll(&poll, 1, &time, nullptr) > 0) return true;
  }
  while (bench::now() < deadline) {
  }
  const timespec none{0, 0};
  return ppoll(&poll, 1, &none, nullptr) > 0;
}

// Reports names as they are made in the directory of `path`. Without a path it is never ready.
class Watch {
 public:
  explicit Watch(const std::string& path) {
    if (path.empty()) return;
    const size_t slash = path.rfind('/');
    name_ = path.substr(slash + 1);
    fd_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (fd_ < 0 || inotify_add_watch(fd_, path.substr(0, slash).c_str(), IN_CREATE | IN_MOVED_TO) < 0) {
      bench::die(path.c_str());
    }
  }
  ~Watch() {
    if (fd_ >= 0) close(fd_);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Waits for the name, or for the end of the process. True where the name was made.
  [[nodiscard]] bool wait(int pidfd) {
    if (fd_ < 0) return false;
    for (;;) {
      pollfd poll[2]{{fd_, POLLIN, 0}, {pidfd, POLLIN, 0}};
      if (ppoll(poll, 2, nullptr, nullptr) < 0) bench::die("ppoll");
      if (poll[0].revents != 0 && drain()) return true;
      if (poll[1].revents != 0) return false;
    }
  }

 private:
  [[nodiscard]] bool drain() {
    alignas(inotify_event) char buffer[4096];
    bool found = false;
    for (ssize_t got; (got = read(fd_, buffer, sizeof buffer)) > 0;) {
      for (ssize_t at = 0; at < got;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
        found |= event->len > 0 && name_ == event->name;
        at += static_cast<ssize_t>(sizeof *event + event->len);
      }
    }
    return found;
  }

  int fd_ = -1;
  std::string name_;
};

int strike(const char* log, int64_t delay, const char* path, char** argv) {
  bench::adopt_orphans();
  const bench::Stdio stdio = bench::open_stdio(log);
  Watch watch(path);
  const int64_t begin = bench::now();
  const pid_t child = bench::start(argv, stdio);
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (pidfd < 0) bench::die("pidfd_open");
  const int64_t seen = watch.wait(pidfd) ? bench::now() : -1;
  const bool ended = ended_before(pidfd, (seen < 0 ? begin : seen) + delay);
  if (!ended && syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0) != 0) bench::die("pidfd_send_signal");
  int status = 0;
  if (waitpid(child, &status, 0) != child) bench::die("waitpid");
  const int64_t wall = bench::now() - begin;
  const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  // Its children have come here before its exit could be reaped (exit_notify), dead or alive.
  const bool orphans = waitpid(-1, nullptr, WNOHANG) >= 0;
  printf("{\"status\":%d,\"killed\":%s,\"orphans\":%s,\"wall\":%lld,\"seen\":%lld}\n", bench::exit_status(status),
         killed ? "true" : "false", orphans ? "true" : "false", static_cast<long long>(wall / 1000),
         static_cast<long long>(seen < 0 ? -1 : (seen - begin) / 1000));
  return 0;
}

// A child that waits for the end of `gate`, whose last writer is the parent.
[[nodiscard]] pid_t runner(const char* log, const int (&gate)[2], char** argv) {
  const bench::Stdio stdio = bench::open_stdio(log);
  const pid_t pid = fork();
  if (pid < 0) bench::die("fork");
  if (pid > 0) {
    close(stdio.in);
    close(stdio.out);
    return pid;
  }
  close(gate[1]);
  dup2(stdio.in, 0);
  dup2(stdio.out, 1);
  dup2(stdio.out, 2);
  char byte;
  if (read(gate[0], &byte, 1) != 0) _exit(126);
  execvp(argv[0], argv);
  _exit(127);
}

int race(const char* log, int count, char** argv) {
  int gate[2];
  if (pipe2(gate, O_CLOEXEC) != 0) bench::die("pipe2");
  std::vector<pid_t> runners;
  for (int i = 0; i < count; ++i) {
    char name[4096];
    snprintf(name, sizeof name, "%s.%d", log, i);
    runners.push_back(runner(name, gate, argv));
  }
  close(gate[1]);
  fputs("{\"statuses\":[", stdout);
  for (size_t i = 0; i < runners.size(); ++i) {
    int status = 0;
    if (waitpid(runners[i], &status, 0) != runners[i]) bench::die("waitpid");
    printf("%s%d", i == 0 ? "" : ",", bench::exit_status(status));
  }
  fputs("]}\n", stdout);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 7 && strcmp(argv[5], bench::kSeparator) == 0) {
    const long long number = strtoll(argv[3], nullptr, 10);
    if (strcmp(argv[1], "kill") == 0) return strike(argv[2], number * 1000, argv[4], argv + 6);
    if (strcmp(argv[1], "race") == 0) return race(argv[2], static_cast<int>(number), argv + 6);
  }
  fputs("usage: striker kill LOG MICROSECONDS PATH :: COMMAND ARG… | striker race LOG COUNT \"\" :: COMMAND ARG…\n",
        stderr);
  return 2;
}
