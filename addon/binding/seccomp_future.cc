#include "binding/seccomp_future.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace caisson::binding {
namespace {

// On x86-64, numbers from here on are the x32 ABI's, which has the same AUDIT_ARCH.
constexpr uint32_t kX32Bit = 0x40000000;

constexpr uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS;
constexpr uint16_t kEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr uint16_t kGreater = BPF_JMP | BPF_JGT | BPF_K;
constexpr uint16_t kAtLeast = BPF_JMP | BPF_JGE | BPF_K;
constexpr uint16_t kReturn = BPF_RET | BPF_K;

bool isPermissive(const SeccompProfile& profile) {
  const std::string& action = profile.defaultAction;
  // a tracer is expected to know new calls
  if (action == "SCMP_ACT_ALLOW" || action == "SCMP_ACT_LOG" || action == "SCMP_ACT_TRACE") return true;
  return action == "SCMP_ACT_ERRNO" && profile.defaultErrnoRet == ENOSYS;
}

// The highest number that any rule of the profile names, -1 for none. Negative numbers are libseccomp's own.
int newestCall(const SeccompProfile& profile, uint32_t architecture) {
  int newest = -1;
  for (const SeccompRule& rule : profile.syscalls) {
    for (const std::string& name : rule.names) {
      newest = std::max(newest, seccomp_syscall_resolve_name_arch(architecture, name.c_str()));
    }
  }
  return newest;
}

// Goes on behind itself where the call is of another architecture or not too new.
void appendBlock(std::vector<sock_filter>& program, uint32_t architecture, uint32_t newest) {
  const sock_filter block[] = {
      {kLoad, 0, 0, offsetof(seccomp_data, arch)},
      {kEqual, 0, 4, architecture},
      {kLoad, 0, 0, offsetof(seccomp_data, nr)},
      {kAtLeast, 2, 0, kX32Bit},
      {kGreater, 0, 1, newest},
      {kReturn, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
  };
  program.insert(program.end(), std::begin(block), std::end(block));
}

}  // namespace

std::vector<uint8_t> futureCallsPrologue(const SeccompProfile& profile, const std::vector<uint32_t>& architectures) {
  std::vector<sock_filter> program;
  if (!isPermissive(profile)) {
    for (const uint32_t architecture : architectures) {
      // x32 is no AUDIT_ARCH of its own; the filter itself decides on its numbers
      const int newest = architecture == SCMP_ARCH_X32 ? -1 : newestCall(profile, architecture);
      if (newest >= 0) appendBlock(program, architecture, static_cast<uint32_t>(newest));
    }
  }
  const auto* bytes = reinterpret_cast<const uint8_t*>(program.data());
  return {bytes, bytes + program.size() * sizeof(sock_filter)};
}

}  // namespace caisson::binding
