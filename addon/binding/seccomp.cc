// Seccomp profiles to BPF, by libseccomp.
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <type_traits>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/seccomp_future.h"
#include "binding/seccomp_names.h"
#include "binding/seccomp_profile.h"
#include "binding/value.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

constexpr uint32_t kBinaryTree = 2;  // SCMP_FLTATR_CTL_OPTIMIZE, libseccomp 2.5

struct FilterDeleter {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, FilterDeleter>;

// libseccomp returns negative errno values.
void require(Napi::Env env, const char* call, int result) {
  if (result < 0) throw systemError(env, call, -result);
}

[[noreturn]] void throwUnknown(Napi::Env env, const std::string& kind, const std::string& name) {
  throw Napi::Error::New(env, "unknown seccomp " + kind + " " + name);
}

// The spec's default errno is EPERM; the other actions carry none.
uint32_t actionOf(Napi::Env env, const std::string& name, std::optional<uint16_t> errnoRet) {
  const std::optional<uint32_t> action = seccompAction(name, errnoRet.value_or(EPERM));
  if (!action) throwUnknown(env, "action", name);
  return *action;
}

// Adds those of the profile, and gives all tokens. The native architecture is in every filter already, and stays:
// without it the container could not make one call.
std::vector<uint32_t> addArchitectures(Napi::Env env, const Filter& filter, const std::vector<std::string>& names) {
  std::vector<uint32_t> tokens = {seccomp_arch_native()};
  for (const std::string& name : names) {
    const std::optional<uint32_t> token = seccompArchitecture(name);
    if (!token) throwUnknown(env, "architecture", name);
    const int result = seccomp_arch_add(filter.get(), *token);
    if (result == -EEXIST) continue;
    require(env, "seccomp_arch_add", result);
    tokens.push_back(*token);
  }
  return tokens;
}

std::vector<scmp_arg_cmp> comparisonsOf(Napi::Env env, const SeccompRule& rule) {
  std::vector<scmp_arg_cmp> comparisons;
  for (const SeccompArgument& argument : rule.args) {
    const std::optional<scmp_compare> op = seccompOperator(argument.op);
    if (!op) throwUnknown(env, "operator", argument.op);
    // SCMP_CMP_MASKED_EQ: value is the mask, valueTwo the datum, in the spec as in libseccomp
    comparisons.push_back({argument.index, *op, argument.value, argument.valueTwo});
  }
  return comparisons;
}

// libseccomp takes one comparison an argument. Where a profile has more, each becomes a rule of its own: any of them
// suffices. That is what all runtimes do, and profiles rely on it.
bool comparesTwice(const std::vector<scmp_arg_cmp>& comparisons) {
  std::set<unsigned> seen;
  for (const scmp_arg_cmp& comparison : comparisons) {
    if (!seen.insert(comparison.arg).second) return true;
  }
  return false;
}

void addRule(Napi::Env env, const Filter& filter, uint32_t action, int syscall, std::span<const scmp_arg_cmp> args) {
  const int result =
      seccomp_rule_add_array(filter.get(), action, syscall, static_cast<unsigned>(args.size()), args.data());
  // the same rule twice
  if (result != -EEXIST) require(env, "seccomp_rule_add", result);
}

// `unknown` takes the names that this libseccomp has no number for: profiles are written for the newest kernels.
void addRules(Napi::Env env, const Filter& filter, const SeccompRule& rule, uint32_t action,
              std::set<std::string>& unknown) {
  const std::vector<scmp_arg_cmp> comparisons = comparisonsOf(env, rule);
  const bool apart = comparesTwice(comparisons);
  for (const std::string& name : rule.names) {
    const int syscall = seccomp_syscall_resolve_name(name.c_str());
    if (syscall == __NR_SCMP_ERROR) {
      unknown.insert(name);
    } else if (!apart) {
      addRule(env, filter, action, syscall, comparisons);
    } else {
      for (const scmp_arg_cmp& comparison : comparisons) addRule(env, filter, action, syscall, {&comparison, 1});
    }
  }
}

// Appends the filter to `program`.
void exportProgram(Napi::Env env, const Filter& filter, std::vector<uint8_t>& program) {
  const UniqueFd fd(check(env, "memfd_create", memfd_create("caisson-seccomp", MFD_CLOEXEC)));
  require(env, "seccomp_export_bpf", seccomp_export_bpf(filter.get(), fd.get()));
  struct stat status {};
  check(env, "fstat", fstat(fd.get(), &status));
  const auto size = static_cast<size_t>(status.st_size);
  program.resize(program.size() + size);
  const ssize_t got = check(env, "pread", pread(fd.get(), program.data() + program.size() - size, size, 0));
  if (static_cast<size_t>(got) != size) throw systemError(env, "pread", EIO);
}

Napi::Value compileSeccomp(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const SeccompProfile profile = parseSeccompProfile(env, info[0].As<Napi::String>());
  const uint32_t defaultAction = actionOf(env, profile.defaultAction, profile.defaultErrnoRet);
  const Filter filter(seccomp_init(defaultAction));
  if (filter == nullptr) throw systemError(env, "seccomp_init", EINVAL);
  require(env, "seccomp_attr_set", seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, kBinaryTree));
  const std::vector<uint32_t> architectures = addArchitectures(env, filter, profile.architectures);
  std::set<std::string> unknown;
  for (const SeccompRule& rule : profile.syscalls) {
    const uint32_t action = actionOf(env, rule.action, rule.errnoRet);
    // libseccomp refuses rules that say what the default says
    if (action != defaultAction) addRules(env, filter, rule, action, unknown);
  }

  std::vector<uint8_t> program = futureCallsPrologue(profile, architectures);
  exportProgram(env, filter, program);
  Napi::Object result = Napi::Object::New(env);
  result.Set("program", fromBytes(env, program));
  Napi::Array names = Napi::Array::New(env, unknown.size());
  uint32_t index = 0;
  for (const std::string& name : unknown) names.Set(index++, Napi::String::New(env, name));
  result.Set("unknown", names);
  return result;
}

Napi::Value libseccompVersion(const Napi::CallbackInfo& info) {
  const scmp_version* version = seccomp_version();
  const std::string text =
      std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->micro);
  return Napi::String::New(info.Env(), text);
}

}  // namespace

void exportSeccomp(Napi::Env env, Napi::Object exports) {
  exportAs<compileSeccomp>(env, exports, "compileSeccomp");
  exportAs<libseccompVersion>(env, exports, "libseccompVersion");
}

}  // namespace caisson::binding
