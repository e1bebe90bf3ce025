// Runs one hook (runtime-spec config.md "POSIX-platform Hooks") for the host and for init alike.
//
// The hook gets a process group of its own, its state on stdin, and one pipe for stdout and stderr. It is killed with
// its whole group when its time is over; a grandchild that keeps the pipe open holds nobody up.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

namespace caisson::hook {

// All that is kept of a hook's output; the rest is read and dropped.
inline constexpr size_t kOutputLimit = size_t{64} * 1024;

struct Request {
  const char* path = nullptr;
  char* const* argv = nullptr;  // ends with nullptr, as envp
  char* const* envp = nullptr;
  const char* input = nullptr;
  size_t inputSize = 0;
  uint32_t timeout = 0;  // milliseconds, 0 for none
  // Its working directory; -1 is the caller's.
  int directory = -1;
  // Any event on it (a message, a hang-up) ends the hook; -1 for none.
  int abortFd = -1;
  // Called with the process group before the hook's program runs; may be null. False ends the hook before it started.
  bool (*onStart)(void* context, pid_t group) = nullptr;
  void* context = nullptr;
};

enum class Ending { kExited, kSignalled, kTimedOut, kAborted, kNotStarted };

struct Outcome {
  Ending ending = Ending::kNotStarted;
  int status = 0;                 // kExited
  int signal = 0;                 // kSignalled
  int error = 0;                  // kNotStarted: the errno of `syscall`; 0 where onStart said no
  const char* syscall = nullptr;  // kNotStarted
  size_t outputSize = 0;

  [[nodiscard]] bool succeeded() const { return ending == Ending::kExited && status == 0; }
};

// Run it and wait for its end. At most `capacity` bytes of its output land in `output`. Throws nothing; changes no
// signal disposition of the caller; blocks SIGPIPE in the calling thread while it runs.
[[nodiscard]] Outcome run(const Request& request, char* output, size_t capacity);

}  // namespace caisson::hook
