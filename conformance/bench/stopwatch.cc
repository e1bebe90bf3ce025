// stopwatch LOG :: COMMAND ARG… [:: COMMAND ARG…]…
//
// Runs the commands one after another and prints one line of JSON:
//   {"commands":[{"status","wall","cpu","peak"}…],"orphans":{"count","cpu","peak"}}
// wall: µs from before the spawn to the reaped exit. cpu: µs, user and system, of the command and of the children
// that it waited for. peak: KiB, ru_maxrss. orphans: what the commands left and this program reaped (a container's
// init). The command `@reap` takes no time: it waits until every orphan has ended, as the caller of a runtime would.
#include "child.h"

namespace {

constexpr int64_t kReapLimit = INT64_C(10000000000);  // ns

struct Usage {
  int64_t cpu = 0;
  long peak = 0;

  void add(const rusage& usage) {
    cpu += bench::microseconds(usage.ru_utime) + bench::microseconds(usage.ru_stime);
    if (usage.ru_maxrss > peak) peak = usage.ru_maxrss;
  }
};

struct Orphans {
  int count = 0;
  Usage usage;

  void add(const rusage& reaped) {
    ++count;
    usage.add(reaped);
  }
};

// False where orphans still live after kReapLimit.
[[nodiscard]] bool reap(Orphans& orphans) {
  const int64_t limit = bench::now() + kReapLimit;
  while (bench::now() < limit) {
    rusage usage;
    const pid_t pid = wait4(-1, nullptr, WNOHANG, &usage);
    if (pid < 0) return errno == ECHILD;
    if (pid > 0) {
      orphans.add(usage);
    } else {
      usleep(200);
    }
  }
  return false;
}

void measure(char** argv, const bench::Stdio& stdio, Orphans& orphans) {
  const int64_t begin = bench::now();
  const pid_t child = bench::start(argv, stdio);
  for (;;) {
    int status = 0;
    rusage usage;
    const pid_t pid = wait4(-1, &status, 0, &usage);
    if (pid < 0) bench::die("wait4");
    if (pid == child) {
      const int64_t wall = (bench::now() - begin) / 1000;
      Usage own;
      own.add(usage);
      printf("{\"status\":%d,\"wall\":%lld,\"cpu\":%lld,\"peak\":%ld}", bench::exit_status(status),
             static_cast<long long>(wall), static_cast<long long>(own.cpu), own.peak);
      return;
    }
    orphans.add(usage);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || strcmp(argv[2], bench::kSeparator) != 0) {
    fputs("usage: stopwatch LOG :: COMMAND ARG… [:: COMMAND ARG…]…\n", stderr);
    return 2;
  }
  bench::adopt_orphans();
  const bench::Stdio stdio = bench::open_stdio(argv[1]);
  Orphans orphans;
  fputs("{\"commands\":[", stdout);
  bool first = true;
  for (char** command = argv + 3; command != nullptr;) {
    char** const next = bench::split(command);
    if (strcmp(command[0], "@reap") == 0) {
      if (!reap(orphans)) fputs("orphans still live\n", stderr);
    } else {
      if (!first) putchar(',');
      first = false;
      measure(command, stdio, orphans);
    }
    command = next;
  }
  printf("],\"orphans\":{\"count\":%d,\"cpu\":%lld,\"peak\":%ld}}\n", orphans.count,
         static_cast<long long>(orphans.usage.cpu), orphans.usage.peak);
  return 0;
}
