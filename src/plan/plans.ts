import type { HostStep, Step } from "./steps.ts";

/** What config.json asks for and this host cannot give, where the runtime-spec does not call for an error. */
export interface PlanWarning {
  readonly from: string;
  readonly message: string;
}

/** What exec does. From `program` on init goes on without the host, to the program itself. */
export interface ExecPlan {
  readonly steps: readonly Step[];
  readonly program: number;
  readonly warnings: readonly PlanWarning[];
}

/** The plans of one container. `create` holds the start gate; `teardown` is what delete runs. */
export interface ContainerPlan {
  readonly create: readonly Step[];
  readonly teardown: readonly HostStep[];
  readonly warnings: readonly PlanWarning[];
}
