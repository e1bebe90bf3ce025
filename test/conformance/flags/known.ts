/** Every flag that there is to prove: runc's, and those of the command table. */
import { COMMANDS, GLOBAL_FLAGS } from "../../../src/cli/table.ts";
import { RUNC } from "./runc.ts";

export interface KnownFlag {
  /** `run --keep`, or `--root` where it is global; as checks declare it. */
  readonly name: string;
  /** `-b`, or empty. */
  readonly short: string;
  readonly runc: boolean;
  readonly ours: boolean;
}

interface Named {
  readonly name: string;
  readonly short: string;
}

function named(verb: string, name: string, alias: string | undefined): Named {
  return { name: verb === "" ? `--${name}` : `${verb} --${name}`, short: alias === undefined ? "" : `-${alias}` };
}

function ofRunc(): Named[] {
  return Object.entries(RUNC).flatMap(([verb, flags]) =>
    flags.map((flag) => {
      const [name = "", alias] = flag.split(", ");
      return named(verb, name, alias);
    }),
  );
}

/** `--help` of each verb is that of all: one global flag. */
function ofTable(): Named[] {
  const verbs = COMMANDS.flatMap(({ name: verb, flags }) =>
    flags.filter(({ name }) => name !== "help").map(({ name, alias }) => named(verb, name, alias)),
  );
  return [...GLOBAL_FLAGS.map(({ name, alias }) => named("", name, alias)), ...verbs];
}

/** Global ones first, then by verb. */
export function knownFlags(): KnownFlag[] {
  const runc = new Map(ofRunc().map((flag) => [flag.name, flag]));
  const ours = new Map(ofTable().map((flag) => [flag.name, flag]));
  return [...new Set([...runc.keys(), ...ours.keys()])].sort().map((name) => ({
    name,
    short: ours.get(name)?.short ?? runc.get(name)?.short ?? "",
    runc: runc.has(name),
    ours: ours.has(name),
  }));
}

/** Flags of runc whose short form is another one here, or none. */
export function otherShortForms(): string[] {
  const ours = new Map(ofTable().map((flag) => [flag.name, flag.short]));
  return ofRunc()
    .filter(({ name, short }) => (ours.get(name) ?? short) !== short)
    .map(({ name }) => name);
}
