/** Bundles: a directory with config.json and a rootfs that holds the guest probe. */
import { chmodSync, linkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { baseConfig, type Change, type Config } from "./config.ts";
import { probePath } from "./environment.ts";

/** Directories of an empty rootfs. The mount points are made by the runtime where a check wants that. */
const SKELETON = ["proc", "dev", "sys", "tmp", "etc", "run", "mnt"];

export class Bundle {
  readonly dir: string;
  readonly config: Config;

  constructor(dir: string, change: Change = () => {}) {
    this.dir = dir;
    this.config = baseConfig();
    mkdirSync(this.rootfs, { recursive: true });
    for (const name of SKELETON) mkdirSync(join(this.rootfs, name));
    chmodSync(join(this.rootfs, "tmp"), 0o1777);
    // a hard link: bundles and probe share a file system
    linkSync(probePath, join(this.rootfs, "probe"));
    change(this.config);
    this.write();
  }

  get rootfs(): string {
    return join(this.dir, "rootfs");
  }

  get configFile(): string {
    return join(this.dir, "config.json");
  }

  /** Writes config.json again, after changes of `config`. */
  write(): void {
    writeFileSync(this.configFile, jsonWithIntegers(this.config));
  }

  /** Writes any text as config.json. */
  writeText(text: string): void {
    writeFileSync(this.configFile, text);
  }

  /** Puts a file into the rootfs; missing directories are made. */
  put(path: string, text: string, mode = 0o644): void {
    const target = join(this.rootfs, path);
    mkdirSync(join(target, ".."), { recursive: true });
    writeFileSync(target, text);
    chmodSync(target, mode);
  }
}

const MARK = "integer:";

/** JSON, with every bigint as the number that it is: JSON.stringify takes none. */
function jsonWithIntegers(value: unknown): string {
  const marked = JSON.stringify(value, (_, item) => (typeof item === "bigint" ? `${MARK}${item}` : item), 2);
  return marked.replace(new RegExp(`"${MARK}(-?\\d+)"`, "g"), "$1");
}
