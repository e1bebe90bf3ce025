/** What the tools need from the system: the Debian package, and how to see that it is there. */
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { output } from "../command.mjs";

function program(name) {
  return () =>
    [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"].some((directory) => {
      try {
        accessSync(`${directory}/${name}`, constants.X_OK);
        return directory !== "";
      } catch {
        return false;
      }
    });
}

/** A static ELF file names no interpreter; the name stands in the first page of one that is not. */
function staticBusybox() {
  return ["/bin/busybox", "/usr/bin/busybox"].some(
    (path) => existsSync(path) && !readFileSync(path).subarray(0, 4096).includes("/ld-"),
  );
}

function libseccomp() {
  const directory = output("pkg-config", ["--variable=libdir", "libseccomp"]);
  return directory !== undefined && existsSync(`${directory}/libseccomp.a`);
}

const BUILD = [
  { package: "g++", present: program("g++") },
  { package: "make", present: program("make") },
  { package: "python3", present: program("python3") },
  { package: "pkg-config", present: program("pkg-config") },
  { package: "libseccomp-dev", present: libseccomp },
];
const BUSYBOX = { package: "busybox-static", present: staticBusybox };

/** For virtual machines; what is left out where one of them cannot be had says so. */
const MACHINE = ["qemu-system-x86", "debootstrap", "e2fsprogs", "cpio"].map((name) => ({
  package: name,
  present: program({ "qemu-system-x86": "qemu-system-x86_64", e2fsprogs: "mke2fs" }[name] ?? name),
  optional: true,
}));

/** Needs by command. */
export const NEEDS = {
  build: BUILD,
  demo: [...BUILD, BUSYBOX],
  test: [
    ...BUILD,
    BUSYBOX,
    { package: "clang-format", present: program("clang-format") },
    { package: "uidmap", present: program("newuidmap") },
    // peers that the OCI's validation suite is run against too
    { package: "runc", present: program("runc") },
    { package: "crun", present: program("crun") },
    { package: "git", present: program("git") },
    { package: "iproute2", present: program("ip") },
    ...MACHINE,
  ],
};
