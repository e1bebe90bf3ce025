// What the probe can do. Every verb prints one line of JSON, unless it says otherwise.
#pragma once

#include <span>
#include <string_view>

namespace probe {

// Arguments after the verb's name. The result is an exit status; anything but 0 ends the probe.
using Arguments = std::span<char* const>;

// report: all that a process can see of itself.
int report(Arguments arguments);

// files
int stat_path(Arguments arguments);       // stat PATH: lstat
int read_path(Arguments arguments);       // read PATH: at most 64 KiB
int read_attribute(Arguments arguments);  // xattr PATH NAME: at most 256 bytes
int set_attribute(Arguments arguments);   // set-xattr PATH NAME HEX
int list(Arguments arguments);            // list DIR
int statfs_path(Arguments arguments);     // statfs PATH
int try_open(Arguments arguments);        // try-open PATH r|w|rw|c: the errno of open(2)
int write_path(Arguments arguments);      // write PATH TEXT
int copy_path(Arguments arguments);       // copy FROM TO: at most 64 KiB; prints nothing
int make_node(Arguments arguments);       // mknod PATH b|c|p|s MAJOR MINOR
int make_directory(Arguments arguments);
int execute(Arguments arguments);  // exec PATH: the errno of execve(2) in a child
int replace(Arguments arguments);  // become PATH [ARGS]: execve(2) in place

// the kernel
int call(Arguments arguments);              // syscall NR [ARGS]: in a child; result, errno or fatal signal
int call32(Arguments arguments);            // syscall32 NR [ARGS]: the same as a program of i386 does it, on x86-64
int call_under_alarm(Arguments arguments);  // syscall-alarm MS NR [ARGS]: a signal with a handler comes meanwhile
int mount_path(Arguments arguments);        // mount SOURCE TARGET TYPE FLAGS [DATA]
int unshare_mount(Arguments arguments);     // unshare-mount: a mount namespace of its own
int beneath_root(Arguments arguments);  // beneath-root PATH: what the root mount covers; nothing else works after it

// the network
int interfaces(Arguments arguments);  // interfaces: name, whether up, addresses

// security labels
int keyring_label(Arguments arguments);  // keyring-label: of the session keyring

// life
int leave(Arguments arguments);            // exit N: prints nothing
int die(Arguments arguments);              // die SIGNAL: prints nothing
int wait_forever(Arguments arguments);     // sleep [SECONDS]: prints nothing
int wait_signal(Arguments arguments);      // signal-wait SIGNAL [STATUS]: prints `ready`, then what came
int ignore_signal(Arguments arguments);    // ignore SIGNAL
int allocate(Arguments arguments);         // alloc MB: touches the memory
int fork_until(Arguments arguments);       // forks N: children until N or an errno
int spin(Arguments arguments);             // spin MS: wall time, and CPU time that was got
int leave_child(Arguments arguments);      // child: a background process that sleeps
int leave_orphan(Arguments arguments);     // orphan: a grandchild that sleeps, and the pid of its new parent
int echo_input(Arguments arguments);       // cat: standard input to standard output, no JSON
int wait_window(Arguments arguments);      // window-wait ROWS: prints the tty's size, again after each SIGWINCH
int read_descriptor(Arguments arguments);  // read-fd N
int hunt(Arguments arguments);  // hunt: prints `hunting`, then tries to overwrite what others execute, for ever

// readiness
int notify(
    Arguments arguments);  // notify TEXT [barrier]: to $NOTIFY_SOCKET; with a descriptor, and whether it is closed
// what a checkpoint saves; those that say so hold it until the end and print nothing
int count(Arguments arguments);         // count: 1, 2, 3 … for ever
int connection(Arguments arguments);    // connection [PORT]: TCP to itself, with a number through it for ever
int connect_only(Arguments arguments);  // connect [PORT]: the same, never accepted; held
int lock_file(Arguments arguments);     // lock PATH: flock(2); held
int hold_unlinked(
    Arguments arguments);  // unlinked PATH OTHER: an open file whose name is gone, but not its other; held
int hold_datagram(Arguments arguments);  // datagram SOCKET: connected to it; held

// outside of the container
int datagrams(Arguments arguments);    // datagrams SOCKET: is there, and takes none
int receive(Arguments arguments);      // recvfd SOCKET: takes a descriptor, relays a terminal
int agent(Arguments arguments);        // agent SOCKET [NR VALUE DELAY]...: a seccomp agent; what is not listed goes on
int stuck_agent(Arguments arguments);  // stuck-agent SOCKET: one that takes no connection
int manager(Arguments arguments);      // manager SOCKET [DELAY]: what a service manager hears, line by line
int terminal(Arguments arguments);     // pty ROWS COLUMNS CMD...: CMD on a terminal; SIGUSR1 makes it one row larger
int hook(Arguments arguments);         // hook NAME FILE [ACTION]: appends what a hook sees to FILE
int exchange(Arguments arguments);     // exchange A B: renameat2(RENAME_EXCHANGE) for ever
int measure(Arguments arguments);      // measure CMD...: exit status, peak of memory in bytes, milliseconds

}  // namespace probe
