/** The command line of the bench. */
import { parseArgs } from "node:util";
import { findOnPath, findRuntime } from "../enclave/runtimes.mjs";

const PEERS = ["runc", "crun"];
const ROUNDS = 40;
const QUICK_ROUNDS = 8;

export const USAGE = `usage: npm run bench -- [--rounds N] [--quick] [--json FILE] [--runtimes NAME[=PATH],…]

  --rounds N     rounds of every measurement (${ROUNDS})
  --quick        ${QUICK_ROUNDS} rounds
  --json FILE    also write every figure, with all samples, to FILE
  --runtimes L   what to compare, the subject first (dist/bin/caisson and what PATH has of ${PEERS.join(", ")})
`;

const RUNTIME = /^(?<name>[\w.-]+)(?:=(?<path>.+))?$/;

function namedRuntime(text) {
  const match = RUNTIME.exec(text);
  if (match === null) throw new Error(`--runtimes: ${text} is not NAME or NAME=PATH`);
  const { name, path } = match.groups;
  return { name, path: findRuntime(path ?? name) };
}

function parseRounds(values) {
  if (values.rounds === undefined) return values.quick ? QUICK_ROUNDS : ROUNDS;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: ${values.rounds} is not a number above 0`);
  return rounds;
}

/** `{ help, rounds, json, runtimes: [{ name, path }] }`, the subject first. Throws a sentence where it is wrong. */
export function parseOptions(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      json: { type: "string" },
      runtimes: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return { help: true };
  const wanted = values.runtimes?.split(",") ?? ["caisson", ...PEERS.filter((peer) => findOnPath(peer) !== undefined)];
  return { help: false, rounds: parseRounds(values), json: values.json, runtimes: wanted.map(namedRuntime) };
}
