/** Statistics and events as JSON has them: numbers that a double does not hold are bigint, all others are numbers. */
import { encodeJson } from "../common/json.ts";
import { read } from "../config/read.ts";
import type { Event as Emitted, StatsEvent } from "../lifecycle/events.ts";

type Plain<T> = T extends bigint ? number | bigint : T extends object ? { readonly [K in keyof T]: Plain<T[K]> } : T;

/** In the shape of runc's types/events.go. */
export type Statistics = Plain<StatsEvent["data"]>;
export type Event = Plain<Emitted>;

export function statisticsOf({ data }: StatsEvent): Statistics {
  return read(Buffer.from(encodeJson(data)), "the statistics") as Statistics;
}

/** One line of `events`. */
export function eventOf(line: string): Event {
  return read(Buffer.from(line), "events") as Event;
}
