#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/fsuid.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <vector>

#include "report.h"

namespace probe {
namespace {

void report_ids(Json& json) {
  uid_t uid[3] = {};
  gid_t gid[3] = {};
  getresuid(&uid[0], &uid[1], &uid[2]);
  getresgid(&gid[0], &gid[1], &gid[2]);
  json.key("uids").open('[');
  for (const uid_t id : uid) json.number(id);
  json.number(setfsuid(static_cast<uid_t>(-1))).close(']');
  json.key("gids").open('[');
  for (const gid_t id : gid) json.number(id);
  json.number(setfsgid(static_cast<gid_t>(-1))).close(']');
  std::vector<gid_t> groups(65536);
  const int count = getgroups(static_cast<int>(groups.size()), groups.data());
  json.key("groups").open('[');
  for (int i = 0; i < count; ++i) json.number(groups[static_cast<size_t>(i)]);
  json.close(']');
  const mode_t mask = umask(0);
  umask(mask);
  json.field("umask", mask);
}

// The five sets as hexadecimal digits.
void report_capabilities(Json& json) {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2] = {};
  syscall(SYS_capget, &header, data);
  const auto set = [&data](__u32 __user_cap_data_struct::*word) {
    return data[0].*word | (static_cast<uint64_t>(data[1].*word) << 32);
  };
  uint64_t bounding = 0;
  uint64_t ambient = 0;
  for (unsigned long capability = 0; capability < 64; ++capability) {
    if (prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1) bounding |= 1ULL << capability;
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) == 1) ambient |= 1ULL << capability;
  }
  json.key("capabilities").open('{');
  json.field("effective", hex(set(&__user_cap_data_struct::effective)));
  json.field("permitted", hex(set(&__user_cap_data_struct::permitted)));
  json.field("inheritable", hex(set(&__user_cap_data_struct::inheritable)));
  json.field("bounding", hex(bounding)).field("ambient", hex(ambient)).close('}');
}

constexpr struct {
  const char* name;
  __rlimit_resource resource;
} kLimits[] = {
    {"RLIMIT_CPU", RLIMIT_CPU},           {"RLIMIT_FSIZE", RLIMIT_FSIZE},
    {"RLIMIT_DATA", RLIMIT_DATA},         {"RLIMIT_STACK", RLIMIT_STACK},
    {"RLIMIT_CORE", RLIMIT_CORE},         {"RLIMIT_RSS", RLIMIT_RSS},
    {"RLIMIT_NPROC", RLIMIT_NPROC},       {"RLIMIT_NOFILE", RLIMIT_NOFILE},
    {"RLIMIT_MEMLOCK", RLIMIT_MEMLOCK},   {"RLIMIT_AS", RLIMIT_AS},
    {"RLIMIT_LOCKS", RLIMIT_LOCKS},       {"RLIMIT_SIGPENDING", RLIMIT_SIGPENDING},
    {"RLIMIT_MSGQUEUE", RLIMIT_MSGQUEUE}, {"RLIMIT_NICE", RLIMIT_NICE},
    {"RLIMIT_RTPRIO", RLIMIT_RTPRIO},     {"RLIMIT_RTTIME", RLIMIT_RTTIME},
};

}  // namespace

void report_credentials(Json& json) {
  report_ids(json);
  report_capabilities(json);
  json.flag("noNewPrivileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
  json.field("securebits", prctl(PR_GET_SECUREBITS, 0, 0, 0, 0));
  json.flag("dumpable", prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1);
}

void report_limits(Json& json) {
  json.key("limits").open('{');
  for (const auto& limit : kLimits) {
    rlimit value = {};
    getrlimit(limit.resource, &value);
    json.key(limit.name).open('[');
    for (const rlim_t bound : {value.rlim_cur, value.rlim_max}) {
      json.text(bound == RLIM_INFINITY ? "unlimited" : std::to_string(bound));
    }
    json.close(']');
  }
  json.close('}');
}

}  // namespace probe
