import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { cgroupPathOf } from "../../harness/cgroups.ts";
import { withNamespace } from "../../harness/changes.ts";
import { suite } from "../../harness/check.ts";
import { at, driver, running, show, systemctl, unitOf } from "./units.ts";

const ROOT = "/sys/fs/cgroup";

suite("systemd unit", (check) => {
  const named = "without cgroupsPath: a scope in system.slice that is named after the container";
  check(named, { flags: ["--systemd-cgroup"] }, (scene) => {
    const container = running(scene);
    const { pid } = container.state();
    const unit = unitOf(container);
    expect(cgroupPathOf(pid, "pids")).toBe(`/system.slice/${unit}`);
    const seen = show(unit, "ActiveState", "Slice", "Delegate", "Description", "Transient", "DefaultDependencies");
    expect(seen).toEqual({
      ActiveState: "active",
      Slice: "system.slice",
      Delegate: "yes",
      Description: expect.stringContaining(container.id),
      Transient: "yes",
      DefaultDependencies: "no",
    });
  });

  check("cgroupsPath: slice:prefix:name", { proves: ["/linux/cgroupsPath"] }, (scene) => {
    scene.atEnd(() => systemctl("stop", "fleet.slice"));
    const container = running(scene, at("fleet-blue.slice:fleet:ship"));
    expect(show("fleet-ship.scope", "Slice", "ActiveState")).toEqual({
      Slice: "fleet-blue.slice",
      ActiveState: "active",
    });
    const path = "/fleet.slice/fleet-blue.slice/fleet-ship.scope";
    expect(cgroupPathOf(container.state().pid, "memory")).toBe(path);
    container.delete("--force").ok();
    expect(existsSync(`${ROOT}${path}`)).toBe(false);
  });

  check("cgroupsPath: an empty slice is system.slice", (scene) => {
    running(scene, at(":fleet:ship"));
    expect(show("fleet-ship.scope", "Slice")).toEqual({ Slice: "system.slice" });
  });

  check("cgroupsPath: a name that ends in .slice is a slice", (scene) => {
    scene.atEnd(() => systemctl("stop", "fleet.slice"));
    const container = running(scene, at("fleet.slice::fleet-ship.slice"));
    expect(cgroupPathOf(container.state().pid, "pids")).toBe("/fleet.slice/fleet-ship.slice");
    expect(show("fleet-ship.slice", "ActiveState", "Transient")).toEqual({ ActiveState: "active", Transient: "yes" });
    container.delete("--force").ok();
    expect(show("fleet-ship.slice", "ActiveState")).toEqual({ ActiveState: "inactive" });
  });

  check("cgroupsPath: what names no unit is an error, and makes nothing", (scene) => {
    const bad: Record<string, RegExp> = {
      "/fleet/ship": /expected cgroupsPath to be of format/,
      "system.slice:ship": /expected cgroupsPath to be of format/,
      "system.slice:a:b:c": /expected cgroupsPath to be of format/,
      "fleet:a:b": /slice/,
      "fleet--a.slice:a:b": /slice/,
      "system.slice:../../../fleet:out": /upwards|unit/,
      "system.slice:fleet:a/../../b": /upwards|unit/,
      "system.slice:fleet:a b": /unit/,
      [`system.slice:fleet:${"x".repeat(300)}`]: /unit/,
    };
    for (const [path, text] of Object.entries(bad)) {
      const container = scene.container(scene.probeBundle(["sleep"], at(path)), driver(scene));
      container.create().fails(text);
    }
  });

  check("names that the kernel could take for files of its own", (scene) => {
    const container = running(scene, at("system.slice:cgroup.fleet:ship"));
    const path = cgroupPathOf(container.state().pid, "pids");
    expect(path).toBe("/system.slice/_cgroup.fleet-ship.scope");
    expect(readFileSync(`${ROOT}${path}/cgroup.procs`, "utf8").trim()).toBe(String(container.state().pid));
    expect(container.state().status).toBe("running");
  });

  check("annotations are properties of the unit", { proves: ["/annotations/*"] }, (scene) => {
    const container = running(scene, (config) => {
      config.annotations = {
        "org.systemd.property.TimeoutStopUSec": "uint64 123456789",
        "org.systemd.property.CollectMode": "'inactive'",
        "org.systemd.property.RuntimeMaxSec": "3600",
      };
    });
    expect(show(unitOf(container), "TimeoutStopUSec", "CollectMode", "RuntimeMaxUSec")).toEqual({
      TimeoutStopUSec: "2min 3.456789s",
      CollectMode: "inactive",
      RuntimeMaxUSec: "1h",
    });
  });

  check("an annotation that is no property is an error with its place", (scene) => {
    const wrong = { Sec: "5", TimeoutStopUSec: "five", NoSuchThing: "true", PIDs: "[uint32 1]" };
    for (const [name, value] of Object.entries(wrong)) {
      const key = `org.systemd.property.${name}`;
      const bundle = scene.probeBundle(["sleep"], (config) => {
        config.annotations = { [key]: value };
      });
      scene.container(bundle, driver(scene)).create().fails(`config.json /annotations/${key}`);
    }
  });

  check(
    "delegation: every controller of the kernel's is the container's, in a cgroup namespace of its own",
    (scene) => {
      const container = running(scene, withNamespace("cgroup"));
      const scope = `${ROOT}/system.slice/${unitOf(container)}`;
      const offered = readFileSync(`${scope}/cgroup.controllers`, "utf8").trim().split(" ");
      for (const controller of ["cpu", "cpuset", "io", "memory", "pids", "hugetlb"])
        expect(offered).toContain(controller);
      expect(show(unitOf(container), "Delegate", "DelegateControllers").DelegateControllers).toContain("memory");
      expect(readFileSync(`/proc/${container.state().pid}/cgroup`, "utf8")).toContain(unitOf(container));
    },
  );
});
