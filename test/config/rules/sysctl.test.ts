import { describe, expect, it } from "vitest";
import { type Changes, CLEAN, outcome } from "../configs/change.ts";

const sysctl = (key: string): Changes => ({ "/linux/sysctl": { [key]: "1" } });
const onlyMount = { "/hostname": "", "/linux/namespaces": [{ type: "mount" }] };

describe("sysctl", () => {
  it.each([
    "net.ipv4.ip_forward",
    "net/ipv4/conf/eth0.1/forwarding",
    "net.ipv4.conf.eth0/1.forwarding",
    "fs.mqueue.msg_max",
  ])("accepts %s", (key) => expect(outcome(sysctl(key))).toEqual(CLEAN));

  it.each(["kernel.msgmax", "kernel.sem", "kernel.shm_rmid_forced", "kernel/shmmax", "kernel.domainname"])(
    "accepts %s",
    (key) => {
      expect(outcome(sysctl(key))).toEqual(CLEAN);
    },
  );

  it.each([
    ["net.core.somaxconn", "network"],
    ["fs.mqueue.msg_max", "ipc"],
    ["kernel.shmall", "ipc"],
    ["kernel.domainname", "uts"],
  ])("refuses %s without a %s namespace", (key, type) => {
    expect(outcome({ ...onlyMount, ...sysctl(key) }).problems).toEqual([
      `/linux/sysctl/${key} needs a ${type} namespace, and /linux/namespaces has none`,
    ]);
  });

  it("refuses the host name, which has a field", () => {
    expect(outcome(sysctl("kernel.hostname")).problems).toEqual([
      "/linux/sysctl/kernel.hostname conflicts with a field of the spec",
    ]);
  });

  it.each(["kernel.core_pattern", "vm.swappiness", "fs.file-max", "network.x", "kernel.shmmaxx", "net"])(
    "refuses %s as the host's",
    (key) => {
      expect(outcome(sysctl(key)).problems).toEqual([
        `/linux/sysctl/${key} belongs to the host and not to a namespace`,
      ]);
    },
  );

  it.each([
    "",
    ".",
    "net..x",
    "net/../kernel/core_pattern",
    "net.//.kernel.core_pattern",
    "net/./x",
    "/net/x",
    "net.x.",
  ])("refuses %j as no name", (key) => {
    const { problems } = outcome(sysctl(key));
    expect(problems).toEqual([expect.stringMatching(/ is not the name of a sysctl$/)]);
  });
});
