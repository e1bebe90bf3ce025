import { describe, expect, it } from "vitest";
import { describeError } from "../../src/common/describe.ts";
import { RuntimeError } from "../../src/common/errors.ts";

describe("describeError", () => {
  it("says what, where, why and what to do", () => {
    const error = new RuntimeError("STEP_FAILED", "mount /sys/fs/cgroup", {
      from: "/mounts/6",
      syscall: "mount",
      errno: "EPERM",
      hint: "use a bind mount",
    });
    expect(describeError(error)).toBe(
      "mount /sys/fs/cgroup (config.json /mounts/6): EPERM: operation not permitted; hint: use a bind mount",
    );
  });

  it("does not repeat the errno's words", () => {
    const error = new RuntimeError("CONFIG_READ", "open /b/config.json: no such file or directory", {
      errno: "ENOENT",
    });
    expect(describeError(error)).toBe("open /b/config.json: no such file or directory: ENOENT");
  });

  it("knows the command line and process files", () => {
    const place = (from: string, message = "chdir") =>
      describeError(new RuntimeError("STEP_FAILED", message, { from }));
    expect(place("option:--cwd")).toBe("chdir (--cwd)");
    expect(place("option:--cwd", "exec --cwd is wrong")).toBe("exec --cwd is wrong");
    expect(place("process:/cwd")).toBe("chdir (process file /cwd)");
  });

  it("knows defaults from pointers", () => {
    const error = new RuntimeError("STEP_FAILED", "mknod /dev/null", { from: "default:devices" });
    expect(describeError(error)).toBe("mknod /dev/null (default:devices)");
  });
});
