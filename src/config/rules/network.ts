import { pointer } from "../../common/pointer.ts";
import { describeValue } from "../problem.ts";
import { type Draft, each, type Findings } from "./draft.ts";

const AT = "/linux/resources/network/priorities";
/** IFNAMSIZ of linux/if.h, without the NUL. */
const LONGEST = 15;

/** The kernel reads `NAME NUMBER` (cgroup-v1/net_prio.rst): a name with a blank in it would bring a number of its own. */
export function checkNetwork({ linux }: Draft, { problems }: Findings): void {
  each(linux?.resources?.network?.priorities, ({ name }, index) => {
    if (name === undefined || isInterfaceName(name)) return;
    problems.push({
      pointer: pointer(AT, index, "name"),
      message: "is no name of a network interface",
      found: describeValue(name),
      allowed: `1 to ${LONGEST} bytes without blanks, colons and slashes, not . or ..`,
    });
  });
}

/** dev_valid_name of the kernel. */
function isInterfaceName(name: string): boolean {
  if (name === "" || name === "." || name === "..") return false;
  return Buffer.byteLength(name) <= LONGEST && !/[\s/:]/.test(name);
}
