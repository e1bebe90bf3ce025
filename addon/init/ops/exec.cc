// exec: the end of init.
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "init/announce.h"
#include "init/ops/ops.h"
#include "init/program.h"

namespace caisson::init {
namespace {

[[nodiscard]] const char* pathOf(const wire::StringList& environment) {
  constexpr char kName[] = "PATH=";
  for (const char* variable : environment) {
    if (std::strncmp(variable, kName, sizeof(kName) - 1) == 0) return variable + sizeof(kName) - 1;
  }
  return "";
}

// Another directory of $PATH may have the program.
[[nodiscard]] bool goesOn(int error) {
  return error == ENOENT || error == ENOTDIR || error == EACCES || error == ENAMETOOLONG || error == ELOOP;
}

// Statuses of sh(1): 127 not found, 126 found but not executable.
[[noreturn]] void fail(const Fault& fault, Context* context) {
  context->channel.sendFailure(context->step, fault);
  _exit(fault.error() == ENOENT ? 127 : 126);
}

}  // namespace

// Nothing but execve is called for the search: the program's seccomp filter is in force already.
Fault perform(const wire::Exec& op, Context* context) {
  if (op.args.count() == 0) return Fault(EINVAL, "execve").with("no arguments");
  char* const* const arguments = context->pointers.take(op.args);
  char* const* const environment =
      context->pointers.take(op.env, context->home.empty() ? nullptr : context->home.text());
  announceExec(context);
  Candidates candidates(arguments[0], pathOf(op.env));
  PathText candidate;
  int error = ENOENT;
  while (candidates.next(&candidate)) {
    execve(candidate.text(), arguments, environment);
    if (!candidates.searched() || !goesOn(errno)) fail(Fault("execve").with(candidate.text()), context);
    if (errno == EACCES) error = EACCES;
  }
  fail(Fault(error, "execve").with("executable file not found in $PATH"), context);
}

}  // namespace caisson::init
