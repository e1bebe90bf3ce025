import type { CgroupsMode, CriuDirectories, CriuPageServer, SharedRequest } from "../lifecycle/checkpoint.ts";
import { type Arguments, isSet, textFlag } from "./arguments.ts";
import { resolveOptional, resolvePath } from "./environment.ts";
import { UsageError } from "./usage-error.ts";

/** The flags that checkpoint and restore share. */
export function sharedRequest(args: Arguments): SharedRequest {
  return {
    tcpEstablished: isSet(args, "tcp-established"),
    extUnixSk: isSet(args, "ext-unix-sk"),
    shellJob: isSet(args, "shell-job"),
    fileLocks: isSet(args, "file-locks"),
    autoDedup: isSet(args, "auto-dedup"),
    lazyPages: isSet(args, "lazy-pages"),
    // the parser has checked the word
    cgroupsMode: (textFlag(args, "manage-cgroups-mode") ?? "soft") as CgroupsMode,
  };
}

export function criuDirectories(args: Arguments): CriuDirectories {
  return {
    images: resolvePath(textFlag(args, "image-path") ?? "checkpoint"),
    work: resolveOptional(textFlag(args, "work-path")),
  };
}

/** `ADDRESS:PORT`, an IPv6 address in brackets. Throws UsageError. */
export function pageServer(text: string | undefined): CriuPageServer | undefined {
  if (text === undefined) return undefined;
  const [, bracketed, plain, port = ""] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  const number = Number(port);
  if (address !== undefined && number > 0 && number < 65_536) return { address, port: number };
  throw new UsageError(`--page-server is ADDRESS:PORT, not ${JSON.stringify(text)}`);
}

/** A descriptor of the caller's; -1 is none. Throws UsageError. */
export function statusFd(text: string | undefined): number | undefined {
  if (text === undefined || text === "-1") return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`--status-fd is the number of a descriptor, not ${JSON.stringify(text)}`);
}

/** Throws UsageError where it is absolute, as CRIU wants it relative to the images. */
export function parentPath(text: string | undefined): string | undefined {
  if (text?.startsWith("/")) throw new UsageError("--parent-path must be relative, to --image-path");
  return text;
}
