import { readdirSync } from "node:fs";
import { repository } from "./command.mjs";

/** Every C++ file that is written by hand. */
export function cppSources() {
  return ["addon", "conformance"].flatMap((folder) =>
    readdirSync(`${repository}/${folder}`, { recursive: true })
      .filter((name) => /\.(cc|h)$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
}
