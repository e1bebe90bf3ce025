// striker kill LOG MICROSECONDS :: COMMAND ARG…     SIGKILL to the command, that long after its start
//   {"status","killed","orphans"}: killed is false where it had ended before; orphans is true where the command had
//   children when it ended. An exec in place keeps the pid, so the kill reaches whatever the command has become.
// striker race LOG COUNT :: COMMAND ARG…            the command COUNT times at once
//   {"statuses":[…]}; the output of each goes to LOG.0, LOG.1, …
#include <poll.h>
#include <sys/syscall.h>

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

int strike(const char* log, int64_t delay, char** argv) {
  bench::adopt_orphans();
  const bench::Stdio stdio = bench::open_stdio(log);
  const int64_t begin = bench::now();
  const pid_t child = bench::start(argv, stdio);
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (pidfd < 0) bench::die("pidfd_open");
  const bool ended = ended_before(pidfd, begin + delay);
  if (!ended && syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0) != 0) bench::die("pidfd_send_signal");
  int status = 0;
  if (waitpid(child, &status, 0) != child) bench::die("waitpid");
  const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  // Its children have come here before its exit could be reaped (exit_notify), dead or alive.
  const bool orphans = waitpid(-1, nullptr, WNOHANG) >= 0;
  printf("{\"status\":%d,\"killed\":%s,\"orphans\":%s}\n", bench::exit_status(status), killed ? "true" : "false",
         orphans ? "true" : "false");
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
  if (argc >= 6 && strcmp(argv[4], bench::kSeparator) == 0) {
    const long long number = strtoll(argv[3], nullptr, 10);
    if (strcmp(argv[1], "kill") == 0) return strike(argv[2], number * 1000, argv + 5);
    if (strcmp(argv[1], "race") == 0) return race(argv[2], static_cast<int>(number), argv + 5);
  }
  fputs("usage: striker kill LOG MICROSECONDS :: COMMAND ARG… | striker race LOG COUNT :: COMMAND ARG…\n", stderr);
  return 2;
}
