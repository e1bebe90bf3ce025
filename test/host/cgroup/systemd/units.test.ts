import { describe, expect, it } from "vitest";
import { claimUnit } from "../../../../src/host/cgroup/systemd/claim.ts";
import { setUnitProperties, startUnit, stopUnit } from "../../../../src/host/cgroup/systemd/units.ts";
import type { HostStep } from "../../../../src/plan/steps.ts";
import type { UnitProperty } from "../../../../src/plan/unit-steps.ts";
import { busError, fakeSession, fakeSystemd, systemError } from "./fake.ts";

const UNIT = "box-web.scope";
const LIMIT: UnitProperty = { name: "MemoryMax", signature: "t", value: "5", from: "/linux/resources/memory/limit" };
const NOTE: UnitProperty = { name: "Foo", signature: "s", value: "x", from: "/annotations/org.systemd.property.Foo" };
const START: Extract<HostStep, { op: "systemd.startUnit" }> = {
  at: "host",
  op: "systemd.startUnit",
  from: "/linux/cgroupsPath",
  manager: "system",
  unit: UNIT,
  cgroups: [{ dir: "/sys/fs/cgroup/none/box-web.scope", controllers: [] }],
  adopt: "init",
  properties: [LIMIT, NOTE],
};
const ON_RECORD = { unit: { manager: "system", name: UNIT } } as const;

describe("startUnit", () => {
  it("starts it with all properties and init, waits for the job, and lets the connection go", () => {
    const { addon, calls } = fakeSystemd({});
    startUnit(START, fakeSession(addon).session);
    const properties =
      '[["MemoryMax",{"signature":"t","value":"5"}],["Foo",{"signature":"s","value":"x"}],["PIDs",{"signature":"au","value":[77]}]]';
    expect(calls).toEqual([
      "connect unix:path=/run/dbus/system_bus_socket",
      `StartTransientUnit ["${UNIT}","replace",${properties},[]]`,
      "close",
    ]);
  });

  it("moves nobody into a slice", () => {
    const { addon, calls } = fakeSystemd({});
    startUnit({ ...START, adopt: "nothing" }, fakeSession(addon).session);
    expect(calls[1]).not.toContain("PIDs");
  });

  it("forgets one of that name that has failed, and tries again", () => {
    const { addon, calls } = fakeSystemd({ methods: { StartTransientUnit: [busError("UnitExists"), "done"] } });
    startUnit(START, fakeSession(addon).session);
    expect(calls[2]).toBe(`ResetFailedUnit ["${UNIT}"]`);
    expect(calls[3]).toContain("StartTransientUnit");
  });

  it("one that is somebody else's is an error, and leaves the record: it must not be torn down", () => {
    const exists = [busError("UnitExists"), busError("UnitExists")];
    const { addon } = fakeSystemd({ methods: { StartTransientUnit: exists } });
    const { session, saved } = fakeSession(addon, ON_RECORD);
    expect(() => startUnit(START, session)).toThrow("the systemd unit box-web.scope is there already");
    expect(saved).toEqual([{ unit: undefined, cgroups: [] }]);
  });

  it("a property that systemd refuses is named, at its place", () => {
    const refused = busError("PropertyReadOnly", "Cannot set property Foo, or unknown property.");
    const { addon } = fakeSystemd({ methods: { StartTransientUnit: [refused, refused] } });
    const start = () => startUnit(START, fakeSession(addon).session);
    expect(start).toThrow("start the systemd unit box-web.scope: Cannot set property Foo, or unknown property");
    expect(start).toThrow(expect.objectContaining({ from: NOTE.from, code: "STEP_FAILED" }));
  });

  it("says how the job ended", () => {
    const { addon } = fakeSystemd({ methods: { StartTransientUnit: ["failed"] } });
    expect(() => startUnit(START, fakeSession(addon).session)).toThrow(
      'start the systemd unit box-web.scope: the job ended with "failed"',
    );
  });

  it("a signal or a time-out stays what it is", () => {
    const late = systemError("ETIMEDOUT");
    const { addon, calls } = fakeSystemd({ methods: { StartTransientUnit: [late] } });
    expect(() => startUnit(START, fakeSession(addon).session)).toThrow(late);
    expect(calls.at(-1)).toBe("close");
  });
});

describe("setUnitProperties", () => {
  const step: Extract<HostStep, { op: "systemd.setProperties" }> = {
    at: "host",
    op: "systemd.setProperties",
    from: LIMIT.from,
    manager: "system",
    unit: UNIT,
    properties: [LIMIT],
  };

  it("sets them for as long as the machine runs", () => {
    const { addon, calls } = fakeSystemd({});
    setUnitProperties(step, fakeSession(addon).session);
    expect(calls[1]).toBe(`SetUnitProperties ["${UNIT}",true,[["MemoryMax",{"signature":"t","value":"5"}]]]`);
  });

  it("names what is refused", () => {
    const refused = busError("InvalidArgs", "MemoryMax= is out of range");
    const { addon } = fakeSystemd({ methods: { SetUnitProperties: [refused] } });
    expect(() => setUnitProperties(step, fakeSession(addon).session)).toThrow(
      expect.objectContaining({ from: LIMIT.from, hint: expect.stringContaining("MemoryMax") }),
    );
  });
});

describe("stopUnit", () => {
  const step: Extract<HostStep, { op: "systemd.stopUnit" }> = {
    at: "host",
    op: "systemd.stopUnit",
    from: "/linux/cgroupsPath",
    manager: "system",
    unit: UNIT,
  };

  it("stops it, and lets systemd forget it", () => {
    const { addon, calls } = fakeSystemd({});
    stopUnit(step, fakeSession(addon, ON_RECORD).session);
    expect(calls.slice(1, -1)).toEqual([`StopUnit ["${UNIT}","replace"]`, `ResetFailedUnit ["${UNIT}"]`]);
  });

  it("is content where it has gone already", () => {
    const gone = { StopUnit: [busError("NoSuchUnit")], ResetFailedUnit: [busError("NoSuchUnit")] };
    const { addon } = fakeSystemd({ methods: gone });
    const { session, warnings } = fakeSession(addon, ON_RECORD);
    stopUnit(step, session);
    expect(warnings).toEqual([]);
  });

  it("is content where the job's end was not told, but the unit has gone", () => {
    const late = systemError("ETIMEDOUT");
    const lost = (unit: Error | string) =>
      stopUnit(
        step,
        fakeSession(fakeSystemd({ methods: { StopUnit: [late], GetUnit: [unit] } }).addon, ON_RECORD).session,
      );
    expect(() => lost(busError("NoSuchUnit"))).not.toThrow();
    expect(() => lost("/u")).toThrow(late);
  });

  it("leaves alone what is not on record", () => {
    for (const record of [{}, { unit: { manager: "system", name: "other.scope" } } as const]) {
      const { addon, calls } = fakeSystemd({});
      stopUnit(step, fakeSession(addon, record).session);
      expect(calls).toEqual([]);
    }
  });

  it("tells of a job that ended otherwise, and goes on", () => {
    const { addon, calls } = fakeSystemd({ methods: { StopUnit: ["canceled"] } });
    const { session, warnings } = fakeSession(addon, ON_RECORD);
    stopUnit(step, session);
    expect(warnings).toEqual(["systemd: stop of box-web.scope: canceled"]);
    expect(calls.some((call) => call.startsWith("ResetFailedUnit"))).toBe(true);
  });
});

describe("claimUnit", () => {
  const claim = (answers: Parameters<typeof fakeSystemd>[0]) =>
    claimUnit([START], fakeSession(fakeSystemd(answers).addon).session);

  it("takes a name that is free, or that of a unit that has ended", () => {
    const unit = { manager: "system", name: UNIT };
    expect(claim({ methods: { GetUnit: [busError("NoSuchUnit")] } })).toEqual(unit);
    for (const state of ["failed", "inactive"]) {
      expect(claim({ methods: { GetUnit: ["/u"] }, properties: { "/u ActiveState": state } })).toEqual(unit);
    }
  });

  it("refuses one that is there", () => {
    const there = { methods: { GetUnit: ["/u"] }, properties: { "/u ActiveState": "active" } };
    expect(() => claim(there)).toThrow("is there already, and is not this container's");
  });

  it("asks nobody under the cgroupfs driver", () => {
    const { addon, calls } = fakeSystemd({});
    expect(claimUnit([], fakeSession(addon).session)).toBeUndefined();
    expect(calls).toEqual([]);
  });
});
