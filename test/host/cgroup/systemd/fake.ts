/** A systemd in a few lines, in the addon's place. */
import type { Session } from "../../../../src/host/session.ts";
import type { Addon, SystemdArguments, SystemdConnection } from "../../../../src/native/addon.ts";
import type { StateRecord } from "../../../../src/state/record.ts";

const CONNECTION: SystemdConnection = { opaque: "connection" };

export function busError(name: string, detail = name): Error {
  return Object.assign(new Error(name), { code: "EEXIST", busError: `org.freedesktop.systemd1.${name}`, detail });
}

export function systemError(code: string, detail?: string): Error {
  return Object.assign(new Error(code), { code, syscall: "connect", ...(detail === undefined ? {} : { detail }) });
}

export interface Fake {
  readonly addon: Addon;
  /** `connect ADDRESS`, `METHOD ARGUMENT…`, in order. */
  readonly calls: string[];
}

export interface Answers {
  /** What a method gives or, where it is an error, throws; a list is taken one by one. */
  readonly methods?: Readonly<Record<string, readonly (string | Error | undefined)[]>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly connect?: (address: string, direct: boolean) => Error | undefined;
}

export function fakeSystemd({ methods = {}, properties = {}, connect }: Answers): Fake {
  const calls: string[] = [];
  const taken = new Map<string, number>();
  const answer = (...[, method, , values]: SystemdArguments): string | undefined => {
    calls.push(`${method} ${JSON.stringify(values)}`);
    const index = taken.get(method) ?? 0;
    taken.set(method, index + 1);
    const given = methods[method]?.[index];
    if (given instanceof Error) throw given;
    return given;
  };
  const addon = {
    connectSystemd: (address: string, direct: boolean) => {
      calls.push(`connect ${address}`);
      const error = connect?.(address, direct);
      if (error !== undefined) throw error;
      return CONNECTION;
    },
    closeSystemd: () => calls.push("close"),
    callSystemd: answer,
    runSystemdJob: (...call: SystemdArguments) => answer(...call) ?? "done",
    systemdProperty: (_: SystemdConnection, path: string, __: string, name: string) => {
      const value = properties[`${path} ${name}`] ?? properties[name];
      if (value === undefined) throw systemError("ENOENT");
      return value;
    },
  };
  return { addon: addon as unknown as Addon, calls };
}

export interface FakeSession {
  readonly session: Session;
  readonly saved: Partial<StateRecord>[];
  readonly warnings: string[];
}

export function fakeSession(addon: Addon, record: Partial<StateRecord> = {}): FakeSession {
  const saved: Partial<StateRecord>[] = [];
  const warnings: string[] = [];
  const session = {
    addon,
    init: { pid: 77, pidfd: 5 },
    record: () => ({ cgroups: [], ...record }),
    save: (change: Partial<StateRecord>) => saved.push(change),
    warn: (message: string) => warnings.push(message),
  };
  return { session: session as unknown as Session, saved, warnings };
}
