/** The verbs that save a container to files, and make one of them. */
import { BUNDLE, type Command, type Flag, ID } from "./shape.ts";

const SHARED_FLAGS: readonly Flag[] = [
  {
    name: "image-path",
    type: "string",
    byDefault: "checkpoint in the current directory",
    description: "directory of CRIU's image files",
  },
  { name: "work-path", type: "string", byDefault: "that of the images", description: "directory of CRIU's log" },
  { name: "tcp-established", type: "boolean", description: "allow open TCP connections" },
  { name: "ext-unix-sk", type: "boolean", description: "allow Unix sockets that lead out of the container" },
  { name: "shell-job", type: "boolean", description: "allow a session or terminal that others share" },
  { name: "lazy-pages", type: "boolean", description: "move memory only when it is used (userfaultfd)" },
  { name: "file-locks", type: "boolean", description: "save file locks; nobody outside may hold them" },
  {
    name: "manage-cgroups-mode",
    type: "string",
    choices: ["soft", "full", "strict", "ignore"],
    byDefault: "soft",
    description: "what CRIU restores of cgroups",
  },
  {
    name: "empty-ns",
    type: "string",
    choices: ["network"],
    byDefault: "network",
    description: "namespace that is made without what was in it",
  },
  { name: "auto-dedup", type: "boolean", description: "remove from older images what newer ones have" },
];

export const CHECKPOINTS: readonly Command[] = [
  {
    name: "checkpoint",
    summary: "save a running container to files",
    positionals: [ID],
    flags: [
      ...SHARED_FLAGS,
      { name: "parent-path", type: "string", description: "directory of an earlier pre-dump, relative to the images" },
      { name: "leave-running", type: "boolean", description: "let the container run on" },
      { name: "tcp-skip-in-flight", type: "boolean", description: "leave out TCP connections that are being made" },
      { name: "link-remap", type: "boolean", description: "give removed files that are still open a name again" },
      { name: "status-fd", type: "string", description: "descriptor that gets a zero byte when lazy pages are ready" },
      { name: "page-server", type: "string", description: "ADDRESS:PORT to send memory to" },
      { name: "pre-dump", type: "boolean", description: "save memory only, and let the container run on" },
    ],
    example: "caisson checkpoint --image-path /srv/saved web",
  },
  {
    name: "restore",
    summary: "make a container of a checkpoint",
    positionals: [ID],
    flags: [
      BUNDLE,
      ...SHARED_FLAGS,
      {
        name: "console-socket",
        type: "string",
        description: "Unix socket that receives the master end of the terminal",
      },
      { name: "pid-file", type: "string", description: "file to write the pid of the container's init to" },
      { name: "detach", alias: "d", type: "boolean", description: "leave it running in the background" },
      { name: "no-subreaper", type: "boolean", description: "do not reap orphans of the container" },
      { name: "no-pivot", type: "boolean", description: "has no effect: CRIU uses pivot_root" },
      { name: "lsm-profile", type: "string", description: "TYPE:NAME of the profile to restore with" },
      { name: "lsm-mount-context", type: "string", description: "SELinux context of mounts to restore with" },
    ],
    example: "caisson restore --bundle /srv/web --image-path /srv/saved --detach web",
  },
];
