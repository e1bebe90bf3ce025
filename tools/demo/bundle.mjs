/** The demo's bundle: busybox, its applets, and a config.json made by `caisson spec` and changed a little. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { run } from "../command.mjs";

const APPLETS = ["sh", "cat", "echo", "grep", "head", "hostname", "id", "ls", "ps", "sed", "sort", "wc"];

/** What the container runs: it looks at itself. */
const SCRIPT = `
show() { printf '\\n  %s\\n' "$1"; shift; "$@" 2>&1 | sed 's/^/    /'; }
limit() { for file in "$@"; do [ -r "$file" ] && echo "$file: $(cat "$file")"; done; }
echo "inside the container"
show 'processes (this one is pid 1)' ps
show 'hostname' hostname
show 'user' id
show 'capabilities' grep -E '^Cap(Prm|Bnd)|^NoNewPrivs' /proc/self/status
show 'mounts' sh -c 'sed -E "s/^([^ ]+ ){4}([^ ]+) ([^ ]+) .*- ([^ ]+) .*/\\\\4 on \\\\2 (\\\\3)/" /proc/self/mountinfo | head -n 40'
show 'open files: soft and hard limit' sh -c 'ulimit -Sn; ulimit -Hn'
show 'cgroup' limit /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids/pids.max /sys/fs/cgroup/pids.max
`;

const MEMORY = 64 * 1024 * 1024;
const PROCESSES = 64;

function makeRootfs(rootfs) {
  const busybox = ["/bin/busybox", "/usr/bin/busybox"].find((path) => existsSync(path));
  for (const directory of ["bin", "dev", "etc", "proc", "sys", "tmp"])
    mkdirSync(`${rootfs}/${directory}`, { recursive: true });
  copyFileSync(busybox, `${rootfs}/bin/busybox`);
  for (const applet of APPLETS) symlinkSync("busybox", `${rootfs}/bin/${applet}`);
}

/** Fill an empty directory. */
export function makeBundle(caisson, bundle) {
  makeRootfs(`${bundle}/rootfs`);
  run(caisson, ["spec", "--bundle", bundle]);
  const config = JSON.parse(readFileSync(`${bundle}/config.json`, "utf8"));
  config.hostname = "demo";
  config.process.terminal = false;
  config.process.args = ["/bin/sh", "-c", SCRIPT];
  config.process.env = ["PATH=/bin"];
  config.linux.resources.memory = { limit: MEMORY };
  config.linux.resources.pids = { limit: PROCESSES };
  writeFileSync(`${bundle}/config.json`, `${JSON.stringify(config, undefined, 2)}\n`);
}
