/** The one image that all callers run: busybox and a few files, as the archive that `docker save` would write. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const IMAGE = "localhost/busybox:latest";

/** For its shell: prints the terminal's rows and columns, which callers set when the program runs already. */
export const SIZE = 'while s=$(stty size 2>/dev/null); [ -z "$s" ] || [ "$s" = "0 0" ]; do :; done; echo $s';

const ARCHITECTURES = { x64: "amd64", arm64: "arm64" };
const PASSWD = "root:x:0:0:root:/root:/bin/sh\nsailor:x:1000:1000::/home/sailor:/bin/sh\n";
const GROUP = "root:x:0:\nsailor:x:1000:\ncrew:x:2000:sailor\n";
const DIRECTORIES = "bin dev etc home/sailor proc root run sys tmp var/tmp".split(" ");

/** Debian's busybox-static has it in /bin, which is /usr/bin. */
const BUSYBOX = "/bin/busybox";

/** A root file system of the same files in a directory. */
export function makeRootfs(rootfs) {
  for (const name of DIRECTORIES) mkdirSync(join(rootfs, name), { recursive: true });
  copyFileSync(BUSYBOX, join(rootfs, "bin/busybox"));
  for (const name of execFileSync(BUSYBOX, ["--list"], { encoding: "utf8" }).trim().split("\n")) {
    if (name !== "busybox") symlinkSync("busybox", join(rootfs, "bin", name));
  }
  // what requests that must fail ask for
  symlinkSync("loop", join(rootfs, "loop"));
  writeFileSync(join(rootfs, "bin/orphan"), "#!/nothing/there\n", { mode: 0o755 });
  for (const name of ["tmp", "var/tmp"]) chmodSync(join(rootfs, name), 0o1777);
  writeFileSync(join(rootfs, "etc/passwd"), PASSWD);
  writeFileSync(join(rootfs, "etc/group"), GROUP);
  return rootfs;
}

/** Returns the archive's path, in `directory`. */
export function makeImage(directory) {
  const parts = join(directory, "image");
  mkdirSync(parts, { recursive: true });
  const layer = join(parts, "layer.tar");
  const tar = (...args) => execFileSync("tar", ["--owner=0", "--group=0", "--numeric-owner", "--sort=name", ...args]);
  tar("-C", makeRootfs(join(directory, "image-rootfs")), "-cf", layer, ".");
  const digest = createHash("sha256").update(readFileSync(layer)).digest("hex");
  const config = {
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: "linux",
    created: "2020-01-01T00:00:00Z",
    config: { Env: ["PATH=/bin", "FLAG=ensign"], Cmd: ["sh"] },
    rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
    history: [{ created: "2020-01-01T00:00:00Z" }],
  };
  writeFileSync(join(parts, "config.json"), JSON.stringify(config));
  const manifest = [{ Config: "config.json", RepoTags: [IMAGE], Layers: ["layer.tar"] }];
  writeFileSync(join(parts, "manifest.json"), JSON.stringify(manifest));
  const archive = join(directory, "image.tar");
  tar("-C", parts, "-cf", archive, "manifest.json", "config.json", "layer.tar");
  return archive;
}
