/** dist/ as a package: installed somewhere else, and used from there. The engine is left out: nothing here starts it. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

let project: string;
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "caisson-package-"));
  const target = join(project, "node_modules/caisson");
  cpSync(join(REPOSITORY, "dist"), target, { recursive: true, filter: (file) => !file.endsWith("/engine") });
  mkdirSync(join(project, "decoy"));
  // what must not be found through the current directory
  for (const name of ["caisson.node", "init", "engine"]) writeFileSync(join(project, "decoy", name), "not this");
});
afterAll(() => rmSync(project, { recursive: true }));

function run(code: string) {
  writeFileSync(join(project, "script.mjs"), code);
  const env = { PATH: "/nonexistent", NODE_PATH: join(project, "decoy") };
  return spawnSync(process.execPath, [join(project, "script.mjs")], {
    cwd: join(project, "decoy"),
    encoding: "utf8",
    env,
  });
}

describe("the package", () => {
  it("exports the verbs, and works from anywhere", () => {
    const outcome = run(`
      import * as caisson from "caisson";
      import { writeFileSync, mkdirSync } from "node:fs";
      mkdirSync("bundle");
      writeFileSync("bundle/config.json", JSON.stringify(await caisson.spec({ rootless: true })));
      const { problems, warnings } = await caisson.validate("bundle");
      const { create } = await caisson.plan("bundle", { root: "root", onWarning() {} });
      const { ociVersionMax } = await caisson.features();
      const listed = await caisson.list({ root: "root" });
      const names = Object.keys(caisson).sort();
      console.log(JSON.stringify({ problems, warnings, steps: create.length, ociVersionMax, listed, names }));
    `);
    expect(outcome.stderr).toBe("");
    const { steps, names, ...rest } = JSON.parse(outcome.stdout);
    expect(rest).toEqual({ problems: [], warnings: [], ociVersionMax: expect.stringMatching(/^1\./), listed: [] });
    expect(steps).toBeGreaterThan(30);
    const verbs = ["create", "delete", "features", "kill", "list", "plan", "remove", "run", "spec", "start", "state"];
    expect(names).toEqual(expect.arrayContaining([...verbs, "validate", "RuntimeError", "ERROR_CODES"]));
  });

  it("rejects with errors that have their fields", () => {
    const outcome = run(`
      import { state, validate, start, RuntimeError } from "caisson";
      const errors = [];
      for (const attempt of [() => state("nobody"), () => state("../x"), () => validate("/no/such"), () => start("box")]) {
        const error = await attempt().then(() => undefined, (thrown) => thrown);
        errors.push([error instanceof RuntimeError, error.code, error.errno ?? null, typeof error.hint]);
      }
      console.log(JSON.stringify(errors));
    `);
    expect(outcome.stderr).toBe("");
    expect(JSON.parse(outcome.stdout)).toEqual([
      [true, "NOT_FOUND", null, "string"],
      [true, "INVALID_ID", null, "string"],
      [true, "CONFIG_READ", "ENOENT", "string"],
      // there is no engine
      [true, "SYSTEM", "ENOENT", "string"],
    ]);
  });

  it("has types that stand by themselves", () => {
    writeFileSync(
      join(project, "consumer.mts"),
      `
      import { create, type Step, plan, type RunOptions, RuntimeError, run, state, type Status } from "caisson";
      const options: RunOptions = { bundle: "/b", stdio: ["ignore", 1, process.stderr], onWarning: ({ from }) => from?.length };
      export const status: Promise<number> = run("box", options);
      export const now: Status = (await state("box")).status;
      export const ops: Step["op"][] = (await plan("/b")).create.map((step) => step.op);
      // @ts-expect-error no such option
      await create("box", { telepathy: true });
      export const isOurs = (error: unknown) => error instanceof RuntimeError && error.code === "NOT_FOUND";
      `,
    );
    const tsc = join(REPOSITORY, "node_modules/typescript/bin/tsc");
    const flags = [
      "--noEmit",
      "--strict",
      "--exactOptionalPropertyTypes",
      "--module",
      "nodenext",
      "--target",
      "es2023",
    ];
    const types = ["--typeRoots", join(REPOSITORY, "node_modules/@types"), "--types", "node"];
    execFileSync(process.execPath, [tsc, ...flags, ...types, join(project, "consumer.mts")], { stdio: "pipe" });
  }, 120_000);
});
