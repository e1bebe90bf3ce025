/**
 * Names of sysctls (sysctl(8)): components with dots between, or with slashes; what comes first is the separator, and the
 * other is then part of a component, as in `net/ipv4/conf/eth0.100/forwarding` or `net.ipv4.conf.eth0/100.forwarding`.
 */

/** The name with dots between, or undefined where a component is empty or leads upwards. */
export function canonicalSysctl(key: string): string | undefined {
  const dot = key.indexOf(".");
  const slash = key.indexOf("/");
  const slashed = slash >= 0 && (dot < 0 || slash < dot);
  const components = slashed ? key.split("/") : key.split(".").map((component) => component.replaceAll("/", "."));
  // a dot in a component is written as a slash, so that "." and ".." would leave the directory of sysctls
  if (components.some((component) => component === "" || component === "." || component === "..")) return undefined;
  return components.map((component) => component.replaceAll(".", "/")).join(".");
}
