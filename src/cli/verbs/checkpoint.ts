import { checkpoint } from "../../lifecycle/checkpoint.ts";
import { isSet, positional, textFlag } from "../arguments.ts";
import { criuDirectories, pageServer, parentPath, sharedRequest, statusFd } from "../criu-options.ts";
import type { Verb } from "../invocation.ts";

export const run: Verb = ({ runtime, args }) => {
  checkpoint(runtime, positional(args, 0), {
    ...sharedRequest(args),
    directories: criuDirectories(args),
    leaveRunning: isSet(args, "leave-running"),
    preDump: isSet(args, "pre-dump"),
    tcpSkipInFlight: isSet(args, "tcp-skip-in-flight"),
    linkRemap: isSet(args, "link-remap"),
    parent: parentPath(textFlag(args, "parent-path")),
    pageServer: pageServer(textFlag(args, "page-server")),
    statusFd: statusFd(textFlag(args, "status-fd")),
  });
  return 0;
};
