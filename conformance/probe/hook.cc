#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <string>

#include "json.h"
#include "read.h"
#include "verbs.h"

extern char** environ;

namespace probe {
namespace {

std::string read_input() {
  std::string text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = read(STDIN_FILENO, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<size_t>(got));
  return text;
}

// One line a hook; the file is shared by all hooks of a container.
void append(const char* path, const Json& json) {
  const int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) return;
  const int output = dup(STDOUT_FILENO);
  dup2(file, STDOUT_FILENO);
  json.print();
  dup2(output, STDOUT_FILENO);
  close(output);
  close(file);
}

void describe(Json& json, const char* name) {
  char cwd[PATH_MAX];
  json.open('{').field("hook", name).field("pid", getpid()).field("pgid", getpgid(0)).field("sid", getsid(0));
  json.field("stdin", read_input()).field("cwd", getcwd(cwd, sizeof cwd) == nullptr ? "" : cwd);
  for (const char* space : {"mnt", "pid", "net", "uts", "user"}) {
    json.field(space, read_link((std::string("/proc/self/ns/") + space).c_str()));
  }
  json.flag("seesCanary", access("/canary", F_OK) == 0).key("env").open('[');
  for (char** entry = environ; *entry != nullptr; ++entry) json.text(*entry);
  json.close(']').key("descriptors").open('[');
  for (int fd = 0; fd < 256; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0) json.number(fd);
  }
  json.close(']').close('}');
}

}  // namespace

// ACTION: `fail N` prints to both outputs and exits N; `wait` waits for ever; `hang` too, with a child;
// `loud N` prints N bytes and exits 1; `nap N` sleeps N milliseconds.
int hook(Arguments arguments) {
  if (arguments.size() < 2) return 64;
  Json json;
  describe(json, arguments[0]);
  append(arguments[1], json);
  if (arguments.size() < 3) return 0;
  const std::string_view action = arguments[2];
  const int count = arguments.size() > 3 ? atoi(arguments[3]) : 1;
  if (action == "fail") {
    dprintf(STDOUT_FILENO, "said on stdout by %s\n", arguments[0]);
    dprintf(STDERR_FILENO, "said on stderr by %s\n", arguments[0]);
    return count;
  }
  if (action == "loud") {
    const std::string chunk(1024, 'x');
    for (int i = 0; i < count / 1024; ++i) dprintf(STDERR_FILENO, "%s", chunk.c_str());
    return 1;
  }
  if (action == "nap") usleep(static_cast<useconds_t>(count) * 1000);
  if (action == "wait" || (action == "hang" && fork() >= 0)) {
    for (;;) pause();
  }
  return 0;
}

}  // namespace probe
