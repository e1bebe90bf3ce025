export const NOTIFY = "SCMP_ACT_NOTIFY";

interface Actions {
  readonly defaultAction?: string | undefined;
  readonly syscalls?: readonly ({ readonly action?: string | undefined } | undefined)[] | undefined;
}

/** True where some call, or every call that no rule names, waits for an agent's answer. */
export function notifies({ defaultAction, syscalls }: Actions): boolean {
  return defaultAction === NOTIFY || (syscalls ?? []).some((rule) => rule?.action === NOTIFY);
}
