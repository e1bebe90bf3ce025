import { suite } from "../../harness/check.ts";
import type { Change } from "../../harness/config.ts";

/** Where, and something that other platforms, or kernels long gone, understand there. */
const FIELDS: readonly [string, unknown][] = [
  ["/windows", { layerFolders: ["C:\\layers"] }],
  ["/solaris", { milestone: "svc:/milestone/container:default" }],
  ["/vm", { kernel: { path: "/vmlinuz" } }],
  ["/zos", { namespaces: [{ type: "pid" }] }],
  ["/freebsd", { jail: { parent: "base" } }],
  ["/process/user/username", "containeradministrator"],
  ["/process/commandLine", "cmd.exe"],
  ["/linux/resources/memory/kernel", 1 << 26],
  ["/linux/resources/memory/kernelTCP", 1 << 26],
];

function withField(pointer: string, value: unknown): Change {
  return (config) => {
    const names = pointer.split("/").slice(1);
    const last = names.pop() ?? "";
    let parent = config as unknown as Record<string, unknown>;
    for (const name of names) {
      parent[name] ??= {};
      parent = parent[name] as Record<string, unknown>;
    }
    parent[last] = value;
  };
}

suite("fields without effect", (check) => {
  for (const [pointer, value] of FIELDS) {
    check(`${pointer}: a warning with its place`, { proves: [pointer] }, (scene) => {
      const told = (change?: Change) => scene.inside(change, "exit 0").outcome.stderr.includes(pointer);
      if (told() || !told(withField(pointer, value))) throw new Error(`no warning that names ${pointer}`);
    });
  }
});
