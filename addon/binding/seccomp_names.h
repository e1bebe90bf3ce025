// The spec's names of actions, operators and architectures as libseccomp's numbers.
#pragma once

#include <seccomp.h>

#include <cstdint>
#include <optional>
#include <string>

namespace caisson::binding {

// `data` is the errno of SCMP_ACT_ERRNO or the message of SCMP_ACT_TRACE.
[[nodiscard]] std::optional<uint32_t> seccompAction(const std::string& name, uint16_t data);
[[nodiscard]] std::optional<scmp_compare> seccompOperator(const std::string& name);
// SCMP_ARCH_X86_64 and so on; nothing where this libseccomp does not know it.
[[nodiscard]] std::optional<uint32_t> seccompArchitecture(const std::string& name);

}  // namespace caisson::binding
