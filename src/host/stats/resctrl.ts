/** Cache and memory bandwidth: the container's group in resctrl (arch/x86/resctrl.rst). */
import { existsSync, readdirSync } from "node:fs";
import { omitEmpty, readNumber, readText } from "./files.ts";

export interface ResctrlStats {
  readonly l3_cache_info?: {
    readonly cbm_mask?: string;
    readonly min_cbm_bits?: bigint;
    readonly num_closids?: bigint;
  };
  readonly l3_cache_schema_root?: string;
  readonly l3_cache_schema?: string;
  readonly mem_bw_info?: {
    readonly bandwidth_gran?: bigint;
    readonly delay_linear?: bigint;
    readonly min_bandwidth?: bigint;
    readonly num_closids?: bigint;
  };
  readonly mem_bw_schema_root?: string;
  readonly mem_bw_schema?: string;
  /** One for each L3 cache, in their order. */
  readonly mbm_stats?: readonly { readonly mbm_total_bytes: bigint; readonly mbm_local_bytes: bigint }[];
  readonly cmt_stats?: readonly { readonly llc_occupancy: bigint }[];
}

export interface ResctrlGroups {
  readonly mount: string;
  /** The class of service. */
  readonly group: string;
  /** The monitoring group, or the class of service where there is none. */
  readonly monitored: string;
}

export function resctrlStats(groups: ResctrlGroups | undefined): ResctrlStats {
  if (groups === undefined) return {};
  const { mount, group } = groups;
  const stats = {
    ...(existsSync(`${mount}/info/L3`) ? cache(mount, group) : {}),
    ...(existsSync(`${mount}/info/MB`) ? bandwidth(mount, group) : {}),
  };
  return { ...stats, ...monitoring(groups) };
}

function cache(mount: string, group: string): ResctrlStats {
  const dir = `${mount}/info/L3`;
  const info = {
    cbm_mask: readText(`${dir}/cbm_mask`)?.trim() ?? "",
    min_cbm_bits: readNumber(`${dir}/min_cbm_bits`),
    num_closids: readNumber(`${dir}/num_closids`),
  };
  const schemas = { l3_cache_schema_root: line(mount, "L3"), l3_cache_schema: line(group, "L3") };
  return {
    l3_cache_info: omitEmpty(info, "cbm_mask", "min_cbm_bits", "num_closids"),
    ...omitEmpty(schemas, "l3_cache_schema_root", "l3_cache_schema"),
  };
}

function bandwidth(mount: string, group: string): ResctrlStats {
  const dir = `${mount}/info/MB`;
  const info = {
    bandwidth_gran: readNumber(`${dir}/bandwidth_gran`),
    delay_linear: readNumber(`${dir}/delay_linear`),
    min_bandwidth: readNumber(`${dir}/min_bandwidth`),
    num_closids: readNumber(`${dir}/num_closids`),
  };
  const schemas = { mem_bw_schema_root: line(mount, "MB"), mem_bw_schema: line(group, "MB") };
  return {
    mem_bw_info: omitEmpty(info, "bandwidth_gran", "delay_linear", "min_bandwidth", "num_closids"),
    ...omitEmpty(schemas, "mem_bw_schema_root", "mem_bw_schema"),
  };
}

/** The line of a resource in a group's schemata, which the kernel indents. */
function line(group: string, resource: string): string {
  const lines = (readText(`${group}/schemata`) ?? "").split("\n").map((each) => each.trim());
  return lines.find((each) => each.startsWith(`${resource}:`)) ?? "";
}

function monitoring({ mount, monitored }: ResctrlGroups): ResctrlStats {
  const features = (readText(`${mount}/info/L3_MON/mon_features`) ?? "").split("\n");
  const domains = existsSync(`${monitored}/mon_data`) ? readdirSync(`${monitored}/mon_data`).sort() : [];
  const dirs = domains.filter((name) => name.startsWith("mon_L3_")).map((name) => `${monitored}/mon_data/${name}`);
  const bytes = features.includes("mbm_total_bytes") || features.includes("mbm_local_bytes");
  return {
    ...(bytes
      ? {
          mbm_stats: dirs.map((dir) => ({
            mbm_total_bytes: readNumber(`${dir}/mbm_total_bytes`),
            mbm_local_bytes: readNumber(`${dir}/mbm_local_bytes`),
          })),
        }
      : {}),
    ...(features.includes("llc_occupancy")
      ? { cmt_stats: dirs.map((dir) => ({ llc_occupancy: readNumber(`${dir}/llc_occupancy`) })) }
      : {}),
  };
}
