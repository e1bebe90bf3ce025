// hook.run: createContainer and startContainer.
#include <sys/mman.h>

#include <cstring>

#include "hook/runner.h"
#include "init/ops/ops.h"

namespace caisson::init {
namespace {

// Pages for the hook's state and what is kept of its output, for as long as it runs.
class Pages {
 public:
  explicit Pages(size_t size)
      : size_(size), data_(mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {}
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() {
    if (valid()) munmap(data_, size_);
  }
  [[nodiscard]] bool valid() const { return data_ != MAP_FAILED; }
  [[nodiscard]] char* get() const { return static_cast<char*>(data_); }

 private:
  size_t size_;
  void* data_;
};

// The state with the pid in its place. Returns its length.
[[nodiscard]] size_t writeState(const wire::HookRun& op, pid_t pid, char* into) {
  Text<24> number;
  number.add(int64_t{pid});
  char* const end = stpcpy(stpcpy(stpcpy(into, op.stateBefore), number.text()), op.stateAfter);
  return static_cast<size_t>(end - into);
}

// Why a hook failed, in words, and the end of what it said, where errors tend to stand.
Fault describeFailure(const wire::HookRun& op, const hook::Outcome& outcome, const char* output) {
  using hook::Ending;
  if (outcome.ending == Ending::kNotStarted) return Fault(outcome.error, outcome.syscall).with(op.path);
  Fault fault(outcome.ending == Ending::kTimedOut ? ETIMEDOUT : 0, "hook");
  switch (outcome.ending) {
    case Ending::kExited:
      fault.with("exited with status ").with(int64_t{outcome.status});
      break;
    case Ending::kSignalled:
      fault.with("was ended by signal ").with(int64_t{outcome.signal});
      break;
    case Ending::kTimedOut:
      fault.with("ran longer than ").with(int64_t{op.timeout}).with(" ms");
      break;
    case Ending::kAborted:
    case Ending::kNotStarted:
      fault.with("was stopped, as the runtime is gone");
      break;
  }
  constexpr size_t kKept = 512;
  const size_t kept = outcome.outputSize < kKept ? outcome.outputSize : kKept;
  if (kept == 0) return fault;
  return fault.with(": ").with(output + outcome.outputSize - kept, kept);
}

}  // namespace

Fault perform(const wire::HookRun& op, Context* context) {
  const size_t stateSize = std::strlen(op.stateBefore) + std::strlen(op.stateAfter) + 24;
  const Pages state(stateSize);
  const Pages output(hook::kOutputLimit);
  if (!state.valid() || !output.valid()) return Fault("mmap");

  hook::Request request;
  request.path = op.path;
  request.argv = context->pointers.take(op.args);
  request.envp = context->pointers.take(op.env);
  request.input = state.get();
  request.inputSize = writeState(op, context->pid, state.get());
  request.timeout = op.timeout;
  // the root file system until it is entered; after that all paths begin there
  request.directory = context->root.get();
  // before the gate a hook ends with the host; after it the container no longer depends on `start`
  request.abortFd = context->pastGate ? -1 : context->channel.fd();
  const hook::Outcome outcome = hook::run(request, output.get(), hook::kOutputLimit);
  return outcome.succeeded() ? Fault() : describeFailure(op, outcome, output.get());
}

}  // namespace caisson::init
