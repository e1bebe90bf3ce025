#include "binding/seccomp_names.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace caisson::binding {
namespace {

constexpr std::pair<const char*, uint32_t> kPlainActions[] = {
    {"SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD},
    {"SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD},
    {"SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS},
    {"SCMP_ACT_TRAP", SCMP_ACT_TRAP},
    {"SCMP_ACT_LOG", SCMP_ACT_LOG},
    {"SCMP_ACT_ALLOW", SCMP_ACT_ALLOW},
    {"SCMP_ACT_NOTIFY", SCMP_ACT_NOTIFY},
};

constexpr std::pair<const char*, scmp_compare> kOperators[] = {
    {"SCMP_CMP_NE", SCMP_CMP_NE},
    {"SCMP_CMP_LT", SCMP_CMP_LT},
    {"SCMP_CMP_LE", SCMP_CMP_LE},
    {"SCMP_CMP_EQ", SCMP_CMP_EQ},
    {"SCMP_CMP_GE", SCMP_CMP_GE},
    {"SCMP_CMP_GT", SCMP_CMP_GT},
    {"SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ},
};

constexpr char kArchitecturePrefix[] = "SCMP_ARCH_";

}  // namespace

std::optional<uint32_t> seccompAction(const std::string& name, uint16_t data) {
  if (name == "SCMP_ACT_ERRNO") return SCMP_ACT_ERRNO(data);
  if (name == "SCMP_ACT_TRACE") return SCMP_ACT_TRACE(data);
  for (const auto& [action, number] : kPlainActions) {
    if (name == action) return number;
  }
  return std::nullopt;
}

std::optional<scmp_compare> seccompOperator(const std::string& name) {
  for (const auto& [comparison, number] : kOperators) {
    if (name == comparison) return number;
  }
  return std::nullopt;
}

std::optional<uint32_t> seccompArchitecture(const std::string& name) {
  if (!name.starts_with(kArchitecturePrefix)) return std::nullopt;
  // libseccomp's own names are the spec's in lower case
  std::string own = name.substr(sizeof kArchitecturePrefix - 1);
  std::transform(own.begin(), own.end(), own.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const uint32_t token = seccomp_arch_resolve_name(own.c_str());
  if (token == 0) return std::nullopt;
  return token;
}

}  // namespace caisson::binding
