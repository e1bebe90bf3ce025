// Hooks that run in the runtime's own namespaces.
#include <fcntl.h>

#include <cstring>
#include <memory>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/held_signals.h"
#include "binding/value.h"
#include "hook/runner.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

// The callback into JavaScript, with what it threw: an exception must not cross the runner's frames.
struct OnStart {
  Napi::Function function;
  std::unique_ptr<Napi::Error> thrown;
};

bool callOnStart(void* context, pid_t group) {
  auto* onStart = static_cast<OnStart*>(context);
  try {
    onStart->function.Call({Napi::Number::New(onStart->function.Env(), group)});
    return true;
  } catch (const Napi::Error& error) {
    onStart->thrown = std::make_unique<Napi::Error>(error);
    return false;
  }
}

Napi::Object resultOf(Napi::Env env, const hook::Outcome& outcome, const char* output) {
  Napi::Object result = Napi::Object::New(env);
  const bool exited = outcome.ending == hook::Ending::kExited;
  result.Set("status", Napi::Number::New(env, exited ? outcome.status : -1));
  result.Set("signal", Napi::Number::New(env, outcome.signal));
  result.Set("timedOut", Napi::Boolean::New(env, outcome.ending == hook::Ending::kTimedOut));
  result.Set("output", Napi::String::New(env, output, outcome.outputSize));
  return result;
}

Napi::Value runHook(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto request = info[0].As<Napi::Object>();
  const std::string path = toText(request.Get("path"));
  std::vector<std::string> args = toTexts(request.Get("args"));
  std::vector<std::string> environment = toTexts(request.Get("env"));
  if (args.empty()) args.push_back(path);  // the spec lets args be absent; a program without argv[0] is nobody's friend
  const std::string input = request.Get("stdin").As<Napi::String>().Utf8Value();
  const std::vector<char*> argv = toPointers(args);
  const std::vector<char*> envp = toPointers(environment);
  OnStart onStart{request.Get("onStart").As<Napi::Function>(), nullptr};

  hook::Request native;
  native.path = path.c_str();
  native.argv = argv.data();
  native.envp = envp.data();
  native.input = input.data();
  native.inputSize = input.size();
  // a bundle that has gone by the time of poststop keeps no hook from running
  const std::string directory = toText(request.Get("directory"));
  const UniqueFd opened(open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  native.directory = opened.get();
  native.timeout = request.Get("timeout").As<Napi::Number>().Uint32Value();
  // a signal ends the hook, but for those of the rollback that the signal itself brought about
  native.abortFd = held::first() == 0 ? held::eventFd() : -1;
  native.onStart = callOnStart;
  native.context = &onStart;
  const auto output = std::make_unique_for_overwrite<char[]>(hook::kOutputLimit);
  const hook::Outcome outcome = hook::run(native, output.get(), hook::kOutputLimit);

  if (onStart.thrown != nullptr) throw Napi::Error(*onStart.thrown);
  if (outcome.ending == hook::Ending::kNotStarted) throw systemError(env, outcome.syscall, outcome.error);
  if (outcome.ending == hook::Ending::kAborted) throw systemError(env, "hook", EINTR);
  return resultOf(env, outcome, output.get());
}

}  // namespace

void exportHooks(Napi::Env env, Napi::Object exports) { exportAs<runHook>(env, exports, "runHook"); }

}  // namespace caisson::binding
