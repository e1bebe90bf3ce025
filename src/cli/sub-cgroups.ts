import { UsageError } from "./usage-error.ts";

/** `--cgroup [CONTROLLER[,CONTROLLER]:]PATH`: paths by controller; one without any stands for all, under ``. */
export function parseSubCgroups(values: readonly string[]): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const value of values) {
    const colon = value.indexOf(":");
    if (colon < 0 && values.length > 1) throw wrong(value, "several want a controller each, as in cpu:PATH");
    for (const controller of colon < 0 ? [""] : value.slice(0, colon).split(",")) {
      if (colon >= 0 && controller === "") throw wrong(value, "there is no controller before the colon");
      if (paths.has(controller)) throw wrong(value, `${controller} has a path already`);
      paths.set(controller, value.slice(colon + 1));
    }
  }
  return paths;
}

function wrong(value: string, why: string): UsageError {
  return new UsageError(`--cgroup ${JSON.stringify(value)} cannot be understood: ${why}`);
}
