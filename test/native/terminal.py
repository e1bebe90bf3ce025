"""A caller with a terminal, for monitor-terminal.test.ts (Node can make no pty; node-gyp wants Python anyway).

Usage: terminal.py STATIC STATE_DIR SCRIPT INPUT. Under an outer pty of 33x77 a stand-in for the engine starts SCRIPT on
an inner pty and becomes the monitor. INPUT is typed once SCRIPT said `ready`. Prints JSON: what the outer terminal
showed, whether it was raw meanwhile and as before at the end, the size, and the exit status.
"""
import fcntl, json, os, signal, struct, sys, termios, time

static, state_dir, script, typed = sys.argv[1:5]
ROWS, COLUMNS = 33, 77


def text(value):
    return struct.pack("<I", len(value)) + value + b"\0"


def engine():
    master, slave = os.openpty()
    plain = termios.tcgetattr(slave)
    plain[1] &= ~termios.ONLCR  # as init makes it: the outer terminal adds the CR
    termios.tcsetattr(slave, termios.TCSANOW, plain)
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it
        take_terminal(slave)
        os.execv("/bin/busybox", ["sh", "-c", script])
    os.close(slave)
    pidfd = os.pidfd_open(pid)
    order = b"csm2" + struct.pack("<iiiiiI", pidfd, master, pid, -1, -1, 1)
    order += text(state_dir.encode()) + struct.pack("<II", 0, 0)
    fd = os.memfd_create("order")
    os.write(fd, order)
    for kept in (fd, pidfd, master):
        os.set_inheritable(kept, True)
    os.execve(static, ["caisson", "@monitor", str(fd)], {})


def is_raw(fd):
    return not termios.tcgetattr(fd)[3] & (termios.ICANON | termios.ISIG | termios.ECHO)


def attributes(fd):
    return termios.tcgetattr(fd)[:4]


def take_terminal(slave):
    """Stdio and the controlling terminal of a new session."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(slave, fd)
    os.closerange(3, 64)


outer, terminal = os.openpty()
fcntl.ioctl(outer, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
before, restored = attributes(outer), False
child = os.fork()
if child == 0:
    take_terminal(terminal)
    engine()
os.close(terminal)

shown, raw, sent = b"", False, False
while True:
    try:
        data = os.read(outer, 4096)
    except OSError:  # EIO: the monitor, which was the last to hold the terminal, has ended
        restored = attributes(outer) == before
        break
    if not data:
        break
    shown += data
    if b"ready" in shown and not sent:
        sent = True
        for _ in range(100):
            raw = is_raw(outer)
            if raw:
                break
            time.sleep(0.02)
        os.write(outer, typed.encode())
_, status = os.waitpid(child, 0)
print(json.dumps({"shown": shown.decode(), "raw": raw, "restored": restored, "status": os.waitstatus_to_exitcode(status)}))
