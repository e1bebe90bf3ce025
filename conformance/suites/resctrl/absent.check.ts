import { suite } from "../../harness/check.ts";

const FIELDS = {
  closID: "gold",
  schemata: ["MB:0=20"],
  l3CacheSchema: "L3:0=f",
  memBwSchema: "MB:0=20",
  enableMonitoring: true,
} as const;

suite("intelRdt, where resctrl is not mounted", (check) => {
  for (const [field, value] of Object.entries(FIELDS)) {
    const pointer = `/linux/intelRdt/${field}${Array.isArray(value) ? "/*" : ""}`;
    check(`${field} is an error`, { refuses: [pointer] }, (scene) => {
      scene.refuses((config) => {
        config.linux.intelRdt = { [field]: value };
      }, /resctrl|Intel RDT/);
    });
  }

  check("none of it is an error as well", (scene) => {
    scene.refuses((config) => {
      config.linux.intelRdt = {};
    }, /resctrl|Intel RDT/);
  });
});
