#include "binding/seccomp_future.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace caisson::binding {
namespace {

// On x86-64, numbers with this bit are the x32 ABI's, which has the same AUDIT_ARCH.
constexpr uint32_t kX32Bit = 0x40000000;

constexpr uint16_t kLoad = BPF_LD | BPF_W | BPF_ABS;
constexpr uint16_t kEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr uint16_t kGreater = BPF_JMP | BPF_JGT | BPF_K;
constexpr uint16_t kHasBits = BPF_JMP | BPF_JSET | BPF_K;
constexpr uint16_t kReturn = BPF_RET | BPF_K;

bool isPermissive(const SeccompProfile& profile) {
  const std::string& action = profile.defaultAction;
  // a tracer or an agent is expected to know new calls
  for (const char* deciding : {"SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE", "SCMP_ACT_NOTIFY"}) {
    if (action == deciding) return true;
  }
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
      {kLoad, 0, 0, offsetof(seccomp_data, arch)}, {kEqual, 0, 3, architecture},
      {kLoad, 0, 0, offsetof(seccomp_data, nr)},   {kGreater, 0, 1, newest},
      {kReturn, 0, 0, SECCOMP_RET_ERRNO | ENOSYS},
  };
  program.insert(program.end(), std::begin(block), std::end(block));
}

// The same where two ABIs share the architecture: only for numbers that are of the ABI.
void appendX86Block(std::vector<sock_filter>& program, bool x32, uint32_t newest) {
  const uint8_t other = 2;
  const sock_filter block[] = {
      {kLoad, 0, 0, offsetof(seccomp_data, arch)},
      {kEqual, 0, 4, SCMP_ARCH_X86_64},
      {kLoad, 0, 0, offsetof(seccomp_data, nr)},
      {kHasBits, x32 ? uint8_t{0} : other, x32 ? other : uint8_t{0}, kX32Bit},
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
      const int newest = newestCall(profile, architecture);
      if (newest < 0) continue;
      const auto number = static_cast<uint32_t>(newest);
      const bool x32 = architecture == SCMP_ARCH_X32;
      if (x32 || architecture == SCMP_ARCH_X86_64) {
        appendX86Block(program, x32, number);
      } else {
        appendBlock(program, architecture, number);
      }
    }
  }
  const auto* bytes = reinterpret_cast<const uint8_t*>(program.data());
  return {bytes, bytes + program.size() * sizeof(sock_filter)};
}

}  // namespace caisson::binding
