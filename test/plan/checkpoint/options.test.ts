import { describe, expect, it } from "vitest";
import { type DumpRequest, dumpOptions, restoreOptions } from "../../../src/plan/checkpoint/options.ts";
import { RESTORE } from "../fixtures/restore.ts";
import { demo, resolved } from "../fixtures/specs.ts";

const SPEC = resolved(demo());
const ASKED: DumpRequest = {
  ...RESTORE,
  leaveRunning: false,
  preDump: false,
  tcpSkipInFlight: false,
  linkRemap: false,
  parent: undefined,
  pageServer: undefined,
};
const FACTS = { external: ["mnt[/data]:/data"], freezer: "/sys/fs/cgroup/box", configFile: "/etc/criu/runc.conf" };

describe("what a dump is asked for", () => {
  it("is soft on cgroups, leaves network devices out, and logs everything", () => {
    expect(dumpOptions(SPEC, ASKED, FACTS)).toMatchObject({
      root: "/bundle/rootfs",
      external: ["mnt[/data]:/data"],
      freezeCgroup: "/sys/fs/cgroup/box",
      configFile: "/etc/criu/runc.conf",
      manageCgroups: true,
      manageCgroupsMode: 3,
      emptyNs: 0x40000000,
      orphanPtsMaster: true,
      notifyScripts: true,
      logLevel: 4,
      logFile: "dump.log",
      leaveRunning: false,
      tcpEstablished: false,
    });
  });

  it.each([
    ["leaveRunning", "leaveRunning"],
    ["tcpEstablished", "tcpEstablished"],
    ["tcpSkipInFlight", "tcpSkipInFlight"],
    ["linkRemap", "linkRemap"],
    ["extUnixSk", "extUnixSk"],
    ["shellJob", "shellJob"],
    ["fileLocks", "fileLocks"],
    ["autoDedup", "autoDedup"],
    ["lazyPages", "lazyPages"],
  ] as const)("passes %s on", (flag, option) => {
    expect(dumpOptions(SPEC, { ...ASKED, [flag]: true }, FACTS)[option]).toBe(true);
  });

  it("tracks memory for a pre-dump, and for what follows one", () => {
    expect(dumpOptions(SPEC, ASKED, FACTS).trackMem).toBeUndefined();
    expect(dumpOptions(SPEC, { ...ASKED, preDump: true }, FACTS).trackMem).toBe(true);
    const after = dumpOptions(SPEC, { ...ASKED, parent: "../before" }, FACTS);
    expect(after).toMatchObject({ trackMem: true, parentImg: "../before" });
  });

  it("leaves out what there is none of", () => {
    const options = dumpOptions(SPEC, ASKED, { external: [], freezer: undefined, configFile: undefined });
    for (const name of ["freezeCgroup", "configFile", "pageServer", "parentImg"])
      expect(options).not.toHaveProperty(name);
  });

  it("names the page server", () => {
    const pageServer = { address: "192.0.2.1", port: 27 };
    expect(dumpOptions(SPEC, { ...ASKED, pageServer }, FACTS).pageServer).toEqual(pageServer);
  });
});

describe("what a restore is asked for", () => {
  const facts = { external: [], joinNs: [], root: "/run/caisson/box/rootfs", configFile: undefined };

  it("makes the processes the runtime's children", () => {
    const options = restoreOptions(RESTORE, facts);
    expect(options).toMatchObject({ rstSibling: true, evasiveDevices: true, logFile: "restore.log", root: facts.root });
    expect(options).not.toHaveProperty("lsmProfile");
  });

  it("passes the security labels on", () => {
    const labels = { lsmProfile: "apparmor:web", lsmMountContext: "system_u:object_r:web_t:s0" };
    expect(restoreOptions({ ...RESTORE, ...labels }, facts)).toMatchObject(labels);
  });
});
