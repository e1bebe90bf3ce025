// program.check: at create, where callers expect to hear that a program does not exist.
//
// It runs as root of the container, after pivot_root; what the container's user may not do, exec finds out.
#include "init/program.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "init/interpreter.h"
#include "init/ops/ops.h"

namespace caisson::init {
namespace {

// Go's wording, which is runc's, and which callers match.
Fault notFound(const char* program, int error, const char* why) {
  return Fault(error, "lookup").with("exec: \"").with(program).with("\": ").with(why);
}

// 0 where it can be executed, else why not.
[[nodiscard]] int checkFile(int directory, const char* path) {
  struct stat status = {};
  if (fstatat(directory, path, &status, 0) < 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  // as execve has it; and to open a device may do something
  if (!S_ISREG(status.st_mode)) return EACCES;
  return faccessat(directory, path, X_OK, 0) < 0 ? errno : 0;
}

Fault checkInterpreter(const wire::ProgramCheck& op, int directory, const char* path) {
  // as root everything is readable, but in a user namespace; then nothing can be said
  const UniqueFd file(openat(directory, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status = {};
  if (!file || fstat(file.get(), &status) < 0 || !S_ISREG(status.st_mode)) return {};
  PathText interpreter;
  readInterpreter(file.get(), &interpreter);
  if (interpreter.empty() || faccessat(directory, interpreter.text(), F_OK, 0) == 0 || errno != ENOENT) return {};
  Fault fault = notFound(op.program, ENOENT, "its interpreter ");
  return fault.with(interpreter.text()).with(": no such file or directory");
}

Fault describe(const wire::ProgramCheck& op, bool searched, int error) {
  switch (error) {
    case EISDIR:
      return notFound(op.program, EACCES, "is a directory: permission denied");
    case EACCES:
    case EPERM:
      return notFound(op.program, EACCES, "permission denied");
    default:
      break;
  }
  if (searched) return notFound(op.program, ENOENT, "executable file not found in $PATH");
  const char* const words = error == ENOENT ? "no such file or directory" : strerrordesc_np(error);
  return notFound(op.program, error, "stat ").with(op.program).with(": ").with(words == nullptr ? "error" : words);
}

}  // namespace

Fault perform(const wire::ProgramCheck& op, Context* /*context*/) {
  // what is relative, is so to the program's working directory
  const UniqueFd cwd(open(op.cwd, O_PATH | O_DIRECTORY | O_CLOEXEC));
  const int directory = cwd ? cwd.get() : AT_FDCWD;
  Candidates candidates(op.program, op.path);
  PathText candidate;
  int error = ENOENT;
  while (candidates.next(&candidate)) {
    const int found = checkFile(directory, candidate.text());
    if (found == 0) return checkInterpreter(op, directory, candidate.text());
    // a file that may not be executed tells more than its absence elsewhere
    if (error == ENOENT && (found == EACCES || !candidates.searched())) error = found;
  }
  return describe(op, candidates.searched(), error);
}

}  // namespace caisson::init
