/** What steps hold beyond text and numbers. */

export interface IdMapping {
  readonly containerID: number;
  readonly hostID: number;
  readonly size: number;
}

export interface DeviceRule {
  readonly allow: boolean;
  readonly type: "a" | "b" | "c";
  /** -1 is any. */
  readonly major: number;
  readonly minor: number;
  /** Any of `r`, `w`, `m`. */
  readonly access: string;
}

export interface SeccompArgument {
  readonly index: number;
  readonly value: bigint;
  readonly valueTwo: bigint;
  readonly op: string;
}

export interface SeccompRule {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet: number | undefined;
  readonly args: readonly SeccompArgument[];
}

/** Names are the spec's: SCMP_ACT_*, SCMP_ARCH_*, SCMP_CMP_*. */
export interface SeccompProfile {
  readonly defaultAction: string;
  readonly defaultErrnoRet: number | undefined;
  readonly architectures: readonly string[];
  readonly syscalls: readonly SeccompRule[];
}

/** MOUNT_ATTR_* bits of mount_setattr(2) to set and to clear, and MS_SHARED|MS_PRIVATE|MS_SLAVE|MS_UNBINDABLE (0: none). */
export interface MountAttributes {
  readonly attrSet: number;
  readonly attrClear: number;
  /** Propagation flag, 0 for none. */
  readonly propagation: number;
  /** Propagation holds for the whole tree (`rslave`). */
  readonly propagationRecursive: boolean;
}

/** MOUNT_ATTR_* bits for a mount and all mounts below it, after its own. */
export interface TreeAttributes {
  readonly treeSet: number;
  readonly treeClear: number;
}
