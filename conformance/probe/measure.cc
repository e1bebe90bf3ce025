// What another program costs.
#include <errno.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "json.h"
#include "verbs.h"

namespace probe {
namespace {

long milliseconds() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

}  // namespace

// The peak is that of the program or of a child that it waited for, whichever is larger.
int measure(Arguments arguments) {
  if (arguments.empty()) return 64;
  const long start = milliseconds();
  pid_t child = -1;
  const int error = posix_spawn(&child, arguments[0], nullptr, nullptr, arguments.data(), environ);
  int status = 0;
  rusage usage = {};
  if (error == 0) wait4(child, &status, 0, &usage);
  const int result = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  Json json;
  json.open('{').field("verb", "measure").field("errno", errno_name(error)).field("result", result);
  json.field("bytes", usage.ru_maxrss * 1024).field("wall", milliseconds() - start).close('}').print();
  return 0;
}

}  // namespace probe
