/**
 * In a plain chroot the root directory is no mount point: pivot_root(2) refuses to leave it, and the kernel gives no
 * user namespaces there (user_namespaces(7)). So what runs containers runs once more, in a mount namespace of its own
 * in which that directory is the real root. The machine's own mounts are not touched.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { CommandFailed } from "./command.mjs";

/** Entering one's own mount namespace again leads back to its root (setns(2)); descriptor 9 still knows the chroot. */
const LEAVE = `
exec 9</ || exit
exec nsenter --mount=/proc/self/ns/mnt unshare --mount --propagation private sh -c '
  cd=$1; shift
  root=$(readlink /proc/self/fd/9) && mount --rbind "$root" "$root" && cd "$root" &&
  pivot_root . . && umount -l . && cd "$cd" && exec 9<&- "$@"
' sh "$PWD" "$@"
`;

function isMountPoint(path) {
  if (!existsSync("/proc/self/mountinfo")) throw new CommandFailed("/proc is not mounted here");
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .some((line) => line.split(" ")[4] === path);
}

/** Returns where there is a real root already, or no right to make one; else runs this program there, and ends as it. */
export function leaveChroot() {
  if (process.getuid?.() !== 0 || isMountPoint("/")) return;
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status, error } = spawnSync("sh", ["-c", LEAVE, "sh", ...program], { stdio: "inherit" });
  if (error !== undefined) throw error;
  process.exit(status ?? 1);
}
