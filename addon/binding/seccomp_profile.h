// A seccomp profile as src/native/addon.ts describes it, read from JSON.
#pragma once

#include <napi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace caisson::binding {

struct SeccompArgument {
  unsigned index = 0;
  uint64_t value = 0;
  uint64_t valueTwo = 0;
  std::string op;
};

struct SeccompRule {
  std::vector<std::string> names;
  std::string action;
  std::optional<uint16_t> errnoRet;
  std::vector<SeccompArgument> args;
};

struct SeccompProfile {
  std::string defaultAction;
  std::optional<uint16_t> defaultErrnoRet;
  std::vector<std::string> architectures;
  std::vector<SeccompRule> syscalls;
};

// Throws a SyntaxError where `json` is none, and a TypeError where a number does not fit.
[[nodiscard]] SeccompProfile parseSeccompProfile(Napi::Env env, const Napi::String& json);

}  // namespace caisson::binding
