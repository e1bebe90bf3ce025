// What init and the host say to each other, over SOCK_SEQPACKET. One message is one packet.
//
// Before the gate, and in an exec, which has none, the channel is a socketpair made by the host; after it, it is the
// connection that `start` made to the listening gate socket. Init executes nothing before the first Go.
//
//   init → host                                   host → init
//   Reached  barrier; fds: queued (pty master)    Go  u32 type, u32 pid of init as the host sees it
//   Forked   the child's pid; fd: its pidfd
//   Failed   step, errno, syscall, detail
//   Executing  about to exec; then end of file: it happened
//
// A Forked child waits for its own Go. If the channel closes, init exits: it never outlives a host that died.
#pragma once

#include <cstdint>

namespace caisson {

enum class Message : uint32_t { Reached = 1, Forked = 2, Failed = 3, Executing = 4, Go = 16 };

// Every message from init has this shape and this size; unused fields are zero. Strings are NUL-terminated.
struct Report {
  Message type;
  uint32_t step;  // index of the step in the plan
  int32_t error;  // errno, 0 where none applies
  int32_t pid;    // Forked only
  char syscall[32];
  char detail[1024];  // what the errno does not say: a path, an option, the kernel's own words, a hook's output
};
static_assert(sizeof(Report) == 1072);

struct Go {
  Message type;
  int32_t pid;
};
static_assert(sizeof(Go) == 8);

// Arguments of the one static executable. Without the first it is the launcher.
//   @init BASE      BASE: sync channel, BASE+1: plan (memfd), BASE+2: gate (listening socket), or in an exec a pidfd of
//                   the container's init. Descriptors 3 to BASE-1 belong to the container.
//   @monitor FD     FD: memfd with the monitor's order (monitor/order.h).
inline constexpr char kInitMode[] = "@init";
inline constexpr char kMonitorMode[] = "@monitor";
inline constexpr char kInitName[] = "caisson:init";  // comm of a waiting init, read by `state`

}  // namespace caisson
