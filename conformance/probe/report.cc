#include "report.h"

#include <dirent.h>
#include <limits.h>
#include <linux/keyctl.h>
#include <sys/personality.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "read.h"

extern char** environ;

namespace probe {
namespace {

void report_process(Json& json) {
  char cwd[PATH_MAX];
  json.field("pid", getpid()).field("ppid", getppid()).field("pgid", getpgid(0)).field("sid", getsid(0));
  json.field("cwd", getcwd(cwd, sizeof cwd) == nullptr ? "" : cwd).field("exe", read_link("/proc/self/exe"));
  json.key("env").open('[');
  for (char** entry = environ; *entry != nullptr; ++entry) json.text(*entry);
  json.close(']');
  json.field("personality", static_cast<uint32_t>(personality(0xffffffff)));
}

void report_names(Json& json) {
  utsname names = {};
  uname(&names);
  json.field("hostname", names.nodename).field("domainname", names.domainname).field("machine", names.machine);
}

void report_text(Json& json, const char* name, const char* path) {
  int error = 0;
  const std::string text = read_file(path, error);
  json.field(name, error == 0 ? text : std::string());
}

void report_root(Json& json) {
  json.key("rootEntries").open('[');
  if (DIR* root = opendir("/")) {
    while (const dirent* entry = readdir(root)) {
      if (entry->d_name[0] != '.') json.text(entry->d_name);
    }
    closedir(root);
  }
  json.close(']');
}

// Description of the session keyring; empty where the process has none of its own.
void report_keyring(Json& json) {
  char text[256] = "";
  const long length = syscall(SYS_keyctl, KEYCTL_DESCRIBE, KEY_SPEC_SESSION_KEYRING, text, sizeof text);
  json.field("keyring", length > 0 ? text : "");
}

void report_clock(Json& json) {
  timespec boot = {};
  clock_gettime(CLOCK_BOOTTIME, &boot);
  timespec monotonic = {};
  clock_gettime(CLOCK_MONOTONIC, &monotonic);
  json.field("bootSeconds", boot.tv_sec).field("monotonicSeconds", monotonic.tv_sec);
}

}  // namespace

int report(Arguments arguments) {
  Json json;
  json.open('{').field("verb", "report");
  json.key("arguments").open('[');
  for (const char* argument : arguments) json.text(argument);
  json.close(']');
  report_process(json);
  report_credentials(json);
  report_limits(json);
  report_namespaces(json);
  report_descriptors(json);
  report_terminal(json);
  report_signals(json);
  report_scheduling(json);
  report_names(json);
  report_root(json);
  report_keyring(json);
  report_clock(json);
  report_text(json, "mountinfo", "/proc/self/mountinfo");
  report_text(json, "cgroup", "/proc/self/cgroup");
  report_text(json, "status", "/proc/self/status");
  report_text(json, "oomScoreAdj", "/proc/self/oom_score_adj");
  report_text(json, "uidMap", "/proc/self/uid_map");
  report_text(json, "gidMap", "/proc/self/gid_map");
  report_text(json, "setgroups", "/proc/self/setgroups");
  report_text(json, "timeOffsets", "/proc/self/timens_offsets");
  json.close('}').print();
  return 0;
}

}  // namespace probe
