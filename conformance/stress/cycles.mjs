/** Containers through their whole life, several at a time. */
import { setTimeout as sleep } from "node:timers/promises";

const AT_A_TIME = 4;
const POLL = 10; // ms
const LIMIT = 10_000; // ms

async function untilStopped(runtime, id) {
  for (let waited = 0; waited < LIMIT; waited += POLL) {
    if (runtime.state(id)?.status === "stopped") return;
    await sleep(POLL);
  }
  throw new Error(`${id} does not stop`);
}

/** Even ones end by themselves and are deleted; odd ones are deleted by force while they run. */
async function cycle({ runtime, bundles }, number) {
  const id = `cycle-${number}`;
  const ends = number % 2 === 0;
  await runtime.must(runtime.create(ends ? bundles.ending : bundles.sleeping, id));
  await runtime.must(runtime.command("start", id));
  if (ends) {
    await untilStopped(runtime, id);
    await runtime.must(runtime.command("delete", id));
  } else {
    await runtime.must(runtime.command("delete", "--force", id));
  }
}

/** Returns `{ figures, failures }`: a line, and sentences. */
export async function cycles({ count, ...place }) {
  const failures = [];
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < count; number = next++) {
      try {
        await cycle(place, number);
      } catch (error) {
        failures.push(error.message);
        await place.runtime.call(place.runtime.command("delete", "--force", `cycle-${number}`));
      }
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  return { figures: `${count} × create + start + delete, ${AT_A_TIME} at a time, in ${seconds} s`, failures };
}
