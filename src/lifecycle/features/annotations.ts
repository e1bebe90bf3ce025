/**
 * The annotations of the features document. Its other members tell what this build knows and nothing of the host, and
 * members that the spec does not define are forbidden (features.md "Specification version"); annotations are what it
 * leaves to the runtime. Their values are strings, which is all that the callers' Go types hold.
 */
import { COMMIT, VERSION } from "../../common/version.ts";
import type { Abilities, Ability } from "../../host/report/ability.ts";
import type { Addon } from "../../native/addon.ts";

const OWN = "io.github.caisson";

/**
 * Of the build, and for each facility of the host `….host.FACILITY.available`, "true" or "false"; `.reason` where it is
 * false; and details such as `.hierarchy`. Where config.json or the document has a name for a facility, it is that one.
 */
export function annotations(addon: Addon, abilities: Abilities): Record<string, string> {
  return {
    [`${OWN}.version`]: VERSION,
    [`${OWN}.commit`]: COMMIT,
    [`${OWN}.checkpoint.enabled`]: "true",
    "io.github.seccomp.libseccomp.version": addon.libseccompVersion(),
    ...Object.assign({}, ...Object.entries(abilities).map(([name, ability]) => answer(`${OWN}.host.${name}`, ability))),
  };
}

function answer(key: string, { reason, detail = {} }: Ability): Record<string, string> {
  const details = Object.entries(detail).map(([name, value]) => [`${key}.${name}`, value]);
  return {
    [`${key}.available`]: String(reason === undefined),
    ...(reason === undefined ? {} : { [`${key}.reason`]: reason }),
    ...Object.fromEntries(details),
  };
}
