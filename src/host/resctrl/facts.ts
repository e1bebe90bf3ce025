/** Where resctrl is mounted. */

/** From the text of /proc/self/mountinfo (proc_pid_mountinfo(5)); the first mount counts. */
export function resctrlMount(mountinfo: string): string | undefined {
  const line = mountinfo.split("\n").find((each) => each.includes(" - resctrl "));
  return line?.split(" ")[4];
}
