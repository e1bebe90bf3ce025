/**
 * What the launcher kept of its caller before it cleaned the environment (addon/launcher). Without the launcher, as
 * under Node, the engine's own state is the caller's.
 */
export interface Caller {
  /** Working directory; undefined where it has been deleted. */
  readonly cwd: string | undefined;
  /** RLIMIT_NOFILE before the engine raised it. */
  readonly nofile: { readonly soft: bigint; readonly hard: bigint } | undefined;
  /** Descriptors from 3 on that the caller passed, without a gap; undefined where nobody counted. */
  readonly keptFds: number | undefined;
}

const PREFIX = "CAISSON_CALLER_";

export function caller(): Caller {
  const { CAISSON_CWD: cwd, CAISSON_NOFILE: nofile, CAISSON_KEPT_FDS: kept } = process.env;
  const [soft, hard] = nofile?.split(" ") ?? [];
  return {
    cwd: cwd === undefined ? process.cwd() : cwd || undefined,
    nofile: soft === undefined || hard === undefined ? undefined : { soft: BigInt(soft), hard: BigInt(hard) },
    keptFds: kept === undefined ? undefined : Number(kept),
  };
}

/** The caller's environment as `KEY=value`: hooks without an env of their own get it, as under runc. */
export function callerEnvironment(): string[] {
  const entries = Object.entries(process.env);
  const launched = process.env.CAISSON_CWD !== undefined;
  if (!launched) return entries.map(([key, value]) => `${key}=${value ?? ""}`);
  return entries
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => `${key.slice(PREFIX.length)}=${value ?? ""}`);
}
