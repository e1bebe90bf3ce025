// One boot: qemu, what the guest reports through two virtio ports, and an end in any case.
import { spawn } from "node:child_process";
import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { lastLine } from "../../tools/test/counts.mjs";

/** A guest that has not ended by then never will. */
const LIMIT_MINUTES = 25;
const CONSOLE_LINES = 40;

/** Disks of the guest's own: swap, one for limits of block I/O, and one for what the checks make. */
const SCRATCH = ["swap", "io", "work"];

/**
 * Without what an emulator is slow at: five-level page tables, string instructions that go byte by byte (which is what
 * ERMS and FSRM make the kernel and libc choose), and SMAP's switch at every access to user memory.
 */
const PROCESSOR = "max,la57=off,-erms,-fsrm,-smap,-smep";

function drive(file, options = "") {
  return ["-drive", `file=${file},format=raw,if=virtio,cache=unsafe${options}`];
}

function makeScratchDisk(work, name) {
  const file = join(work, `${name}.img`);
  writeFileSync(file, "");
  truncateSync(file, 512 * 1024 * 1024);
  return file;
}

/** The harness's own variables that mean something in the guest. */
const PASSED_ON = ["RUNTIME", "CONFORMANCE_SHELL"];

/** Words `NAME=value` without a dot become the environment of the guest's init (kernel-parameters.rst). */
function commandLine({ boot, suites, files }) {
  const kernel = [
    "console=ttyS0",
    "loglevel=4",
    "panic=-1",
    "mitigations=off",
    "rcupdate.rcu_expedited=1",
    "clearcpuid=rep_good",
    "hugepages=32",
  ];
  const job = [
    `VM_CGROUPS=${boot.cgroups}`,
    `CONFORMANCE_PLACE=vm-${boot.name}`,
    `VM_SUITES=${suites.join(",")}`,
    `VM_FILES=${files.join(",")}`,
  ];
  for (const name of PASSED_ON.filter((each) => process.env[each] !== undefined))
    job.push(`${name}="${process.env[name]}"`);
  return [...kernel, ...boot.security, ...job].join(" ");
}

/** Two nodes, so that a memory policy has a choice; a CPU each. */
const NODES = [0, 1].flatMap((node) => [
  ...["-object", `memory-backend-ram,id=ram${node},size=1G`],
  ...["-numa", `node,nodeid=${node},cpus=${node},memdev=ram${node}`],
]);

function qemuArguments({ cache, checkout, work, ...job }) {
  const port = (name) => [
    ...["-chardev", `socket,id=${name},path=${join(work, name)}`],
    ...["-device", `virtserialport,chardev=${name},name=${name}`],
  ];
  return [
    ...["-accel", "tcg,thread=multi,tb-size=1024", "-cpu", PROCESSOR, "-smp", "2", "-m", "2G", ...NODES],
    ...["-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"],
    ...["-serial", `file:${join(work, "console")}`],
    ...["-kernel", join(cache, "vmlinuz"), "-initrd", join(cache, "initramfs"), "-append", commandLine(job)],
    // written to by this guest alone: what it writes is gone with it
    ...drive(join(cache, "root.img"), ",snapshot=on"),
    ...drive(checkout, ",snapshot=on"),
    ...SCRATCH.flatMap((name) => drive(makeScratchDisk(work, name))),
    ...["-device", "virtio-serial-pci", ...port("report"), ...port("status")],
  ];
}

/** A socket that qemu connects to; `take` gets the lines that the guest writes, each when it is whole. */
async function listen(path, take) {
  const server = createServer((socket) => createInterface({ input: socket }).on("line", take));
  await new Promise((done, failed) => server.on("error", failed).listen(path, done));
  // which is when the connection has ended too
  const ended = new Promise((done) => server.on("close", done));
  return async () => {
    server.close();
    await ended;
  };
}

function consoleTail(work) {
  try {
    return readFileSync(join(work, "console"), "latin1").trimEnd().split("\n").slice(-CONSOLE_LINES).join("\n");
  } catch {
    return "";
  }
}

/** Runs qemu to its end, or to the end of the guest's time. Resolves to what went wrong with it, if anything. */
function runQemu(args, env) {
  const child = spawn("qemu-system-x86_64", args, { stdio: ["ignore", "inherit", "inherit"], env });
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  let late;
  const timer = setTimeout(() => {
    late = `did not end within ${LIMIT_MINUTES} minutes`;
    kill();
  }, LIMIT_MINUTES * 60_000);
  return new Promise((done) => {
    child.on("error", (error) => done(`qemu: ${error.message}`));
    child.on("close", (code, signal) => done(late ?? (code === 0 ? undefined : `qemu ended with ${code ?? signal}`)));
  }).finally(() => {
    clearTimeout(timer);
    process.off("exit", kill);
  });
}

/** Says what the guest reports. Resolves to the counts among that, and to what kept the guest from ending as it should. */
export async function bootMachine(options) {
  const { work, say } = options;
  const found = [];
  const status = [];
  const take = (line) => {
    const counts = lastLine(line);
    if (counts === undefined) say(line);
    else found.push(counts);
  };
  const ports = [
    await listen(join(work, "report"), take),
    await listen(join(work, "status"), (line) => status.push(line)),
  ];
  // qemu keeps what a snapshot writes in TMPDIR
  let trouble = await runQemu(qemuArguments(options), { ...process.env, TMPDIR: work });
  for (const close of ports) await close();
  if (trouble === undefined && status.length === 0) trouble = "the guest ended without a word";
  if (trouble !== undefined) say(`the end of its console:\n${consoleTail(work)}`);
  if (trouble === undefined && status[0] !== "0") trouble = `the checks ended with ${status[0]}`;
  rmSync(work, { recursive: true, force: true });
  return { found, trouble };
}
