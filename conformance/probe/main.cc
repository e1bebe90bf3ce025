// The guest probe: a static program that looks at the world from inside a container, and says what it sees.
//
// `probe VERB ARGS -- VERB ARGS ...` runs one verb after the other.
#include <string.h>
#include <unistd.h>

#include <cstdio>

#include "verbs.h"

namespace {

struct Verb {
  std::string_view name;
  int (*run)(probe::Arguments);
};

constexpr Verb kVerbs[] = {
    {"report", probe::report},
    {"stat", probe::stat_path},
    {"read", probe::read_path},
    {"xattr", probe::read_attribute},
    {"set-xattr", probe::set_attribute},
    {"list", probe::list},
    {"statfs", probe::statfs_path},
    {"try-open", probe::try_open},
    {"write", probe::write_path},
    {"copy", probe::copy_path},
    {"mknod", probe::make_node},
    {"mkdir", probe::make_directory},
    {"exec", probe::execute},
    {"become", probe::replace},
    {"syscall", probe::call},
    {"syscall32", probe::call32},
    {"syscall-alarm", probe::call_under_alarm},
    {"mount", probe::mount_path},
    {"unshare-mount", probe::unshare_mount},
    {"beneath-root", probe::beneath_root},
    {"interfaces", probe::interfaces},
    {"keyring-label", probe::keyring_label},
    {"exit", probe::leave},
    {"die", probe::die},
    {"sleep", probe::wait_forever},
    {"signal-wait", probe::wait_signal},
    {"ignore", probe::ignore_signal},
    {"alloc", probe::allocate},
    {"forks", probe::fork_until},
    {"spin", probe::spin},
    {"child", probe::leave_child},
    {"orphan", probe::leave_orphan},
    {"cat", probe::echo_input},
    {"window-wait", probe::wait_window},
    {"count", probe::count},
    {"connection", probe::connection},
    {"connect", probe::connect_only},
    {"lock", probe::lock_file},
    {"unlinked", probe::hold_unlinked},
    {"datagram", probe::hold_datagram},
    {"datagrams", probe::datagrams},
    {"read-fd", probe::read_descriptor},
    {"hunt", probe::hunt},
    {"notify", probe::notify},
    {"recvfd", probe::receive},
    {"agent", probe::agent},
    {"stuck-agent", probe::stuck_agent},
    {"manager", probe::manager},
    {"pty", probe::terminal},
    {"hook", probe::hook},
    {"exchange", probe::exchange},
    {"measure", probe::measure},
};

int run(probe::Arguments line) {
  for (const Verb& verb : kVerbs) {
    if (!line.empty() && verb.name == line[0]) return verb.run(line.subspan(1));
  }
  dprintf(STDERR_FILENO, "probe: unknown verb %s\n", line.empty() ? "" : line[0]);
  return 64;
}

}  // namespace

int main(int argc, char** argv) {
  probe::Arguments rest(argv + 1, static_cast<size_t>(argc - 1));
  while (!rest.empty()) {
    size_t end = 0;
    while (end < rest.size() && strcmp(rest[end], "--") != 0) ++end;
    const int status = run(rest.first(end));
    if (status != 0) return status;
    rest = rest.subspan(end == rest.size() ? end : end + 1);
  }
  return 0;
}
