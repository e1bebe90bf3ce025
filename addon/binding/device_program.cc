// eBPF programs that decide about devices on cgroup v2.
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "binding/error.h"
#include "binding/facilities.h"
#include "binding/value.h"
#include "shared/unique_fd.h"

namespace caisson::binding {
namespace {

int bpf(bpf_cmd command, bpf_attr* attributes) {
  return static_cast<int>(syscall(SYS_bpf, command, attributes, sizeof(*attributes)));
}

int load(std::span<const uint8_t> program) {
  static constexpr char kLicense[] = "Apache";
  bpf_attr attributes;
  std::memset(&attributes, 0, sizeof(attributes));
  attributes.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
  attributes.insns = reinterpret_cast<uintptr_t>(program.data());
  attributes.insn_cnt = static_cast<uint32_t>(program.size() / sizeof(bpf_insn));
  attributes.license = reinterpret_cast<uintptr_t>(kLicense);
  return bpf(BPF_PROG_LOAD, &attributes);
}

void attachDeviceProgram(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = toText(info[0]);
  UniqueFd cgroup(check(env, "open", open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  UniqueFd program(check(env, "bpf", load(toBytes(info[1]))));
  bpf_attr attributes;
  std::memset(&attributes, 0, sizeof(attributes));
  attributes.target_fd = static_cast<uint32_t>(cgroup.get());
  attributes.attach_bpf_fd = static_cast<uint32_t>(program.get());
  attributes.attach_type = BPF_CGROUP_DEVICE;
  // beside programs of the cgroups above, such as a service manager's; all of them must allow
  attributes.attach_flags = BPF_F_ALLOW_MULTI;
  check(env, "bpf", bpf(BPF_PROG_ATTACH, &attributes));
}

}  // namespace

void exportDevicePrograms(Napi::Env env, Napi::Object exports) {
  exportAs<attachDeviceProgram>(env, exports, "attachDeviceProgram");
}

}  // namespace caisson::binding
