// Calls that are newer than a profile.
//
// A profile that allows a list answers EPERM, or death, to every call that its author never heard of. A C library that
// tries a new call first falls back on ENOSYS only; with EPERM whole distributions fail to start. So calls with a
// number above all that the profile names are answered as a kernel that lacks them would.
#pragma once

#include <cstdint>
#include <vector>

#include "binding/seccomp_profile.h"

namespace caisson::binding {

// Instructions to be put before the filter; none where the default action lets calls through anyway, or gives ENOSYS.
// `architectures` are libseccomp's tokens of all that the filter is for.
[[nodiscard]] std::vector<uint8_t> futureCallsPrologue(const SeccompProfile& profile,
                                                       const std::vector<uint32_t>& architectures);

}  // namespace caisson::binding
