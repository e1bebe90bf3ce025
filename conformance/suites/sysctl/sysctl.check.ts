import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { all, withoutMount, withoutNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";

function withSysctl(key: string, value: string): Change {
  return (config) => {
    config.linux.sysctl = { ...config.linux.sysctl, [key]: value };
  };
}

/** Key, value, file; each belongs to a namespace of the container's. */
const KEYS: readonly [string, string, string][] = [
  ["net.ipv4.ip_forward", "1", "/proc/sys/net/ipv4/ip_forward"],
  ["net/ipv4/ip_default_ttl", "33", "/proc/sys/net/ipv4/ip_default_ttl"],
  ["kernel.msgmax", "7777", "/proc/sys/kernel/msgmax"],
  ["kernel.sem", "99 32000 32 128", "/proc/sys/kernel/sem"],
  ["fs.mqueue.msg_max", "9", "/proc/sys/fs/mqueue/msg_max"],
];

suite("sysctl", (check) => {
  for (const [key, value, file] of KEYS) {
    check(`${key}: inside, and not outside`, { proves: ["/linux/sysctl/*"] }, (scene) => {
      const before = readFileSync(file, "utf8");
      const seen = scene.contrast(
        withSysctl(key, value),
        (inside) => inside.line(0).text.trim().replace(/\s+/g, " "),
        `read ${file}`,
      );
      expect(seen.with).toBe(value);
      expect(readFileSync(file, "utf8")).toBe(before);
    });
  }

  check("kernel.domainname belongs to the UTS namespace", (scene) => {
    expect(scene.inside(withSysctl("kernel.domainname", "port")).report.domainname).toBe("port");
  });

  check("one of the whole machine is an error", (scene) => {
    for (const key of ["kernel.core_pattern", "vm.swappiness", "fs.file-max"]) {
      // the value that it has: a runtime that writes it changes nothing
      const value = readFileSync(`/proc/sys/${key.replace(".", "/")}`, "utf8").trim();
      scene.refuses(withSysctl(key, value), key);
    }
  });

  check("net: without a network namespace it is an error", (scene) => {
    const change = all(withoutNamespace("network"), withoutMount("/sys"), withSysctl("net.ipv4.ip_forward", "1"));
    scene.refuses(change, /net\.ipv4\.ip_forward|sysctl/);
  });

  check("ipc: without an IPC namespace it is an error", (scene) => {
    const change = all(withoutNamespace("ipc"), withoutMount("/dev/mqueue"), withSysctl("kernel.msgmax", "7777"));
    scene.refuses(change, /kernel\.msgmax|sysctl/);
  });

  check("a key that does not exist is an error that names it", (scene) => {
    scene.refuses(withSysctl("net.ipv4.no_such_key", "1"), /no_such_key/);
  });

  check("a value that the kernel does not take is an error that names the key", (scene) => {
    scene.refuses(withSysctl("net.ipv4.ip_default_ttl", "many"), /ip_default_ttl/);
  });

  check("a key that leaves /proc/sys is an error", (scene) => {
    for (const key of ["net/../kernel/msgmax", "net.ipv4./../../../kernel/msgmax"])
      scene.refuses(withSysctl(key, "7777"), /./);
  });
});
