import type { HostStep } from "../../plan/steps.ts";
import type { Session } from "../session.ts";

type Step<Op extends HostStep["op"]> = Extract<HostStep, { op: Op }>;

/** What executes the steps of a restore; each takes the conversation with criu one moment further. */
export interface Restorer {
  /** Descriptors that init gets from 3 on, and passes on to criu. */
  readonly handed: readonly number[];
  connect(step: Step<"criu.connect">): void;
  restore(step: Step<"criu.restore">, session: Session): void;
  complete(session: Session): void;
  resume(): void;
  /** End criu, if it is there still; the container's processes are the teardown's. */
  abandon(): void;
}
