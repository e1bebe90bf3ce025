import type { Draft, Findings } from "./draft.ts";

/** config.md "Annotations": keys must not be empty. */
export function checkAnnotations({ annotations }: Draft, { problems }: Findings): void {
  if (annotations !== undefined && Object.hasOwn(annotations, "")) {
    problems.push({ pointer: "/annotations/", message: "has an empty key" });
  }
}
