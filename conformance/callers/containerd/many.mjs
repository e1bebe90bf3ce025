/** Many containers by containerd, several at a time, each with an exit status of its own. */

import { SLOWNESS } from "../slowness.mjs";

const COUNT = 200 / SLOWNESS;
const AT_A_TIME = 8;

/** Exits with its number. */
async function one({ ctr, run, image, name }, number) {
  const id = `${name}-${number}`;
  const { status, stdout, stderr } = await ctr.call(
    ...run,
    "--rm",
    image,
    id,
    "sh",
    "-c",
    `echo ${id}; exit ${number}`,
  );
  return status === number && stdout === `${id}\n` ? [] : [`${number}: ${status} ${stdout}${stderr}`];
}

async function all(place) {
  const wrong = [];
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < COUNT; number = next++) wrong.push(...(await one(place, number)));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return { wrong, left: await place.ctr.must("containers", "list", "--quiet") };
}

export const MANY = [
  {
    name: `${COUNT} containers, ${AT_A_TIME} at a time: every output and exit status is right`,
    act: all,
    expected: { wrong: [], left: "" },
  },
];
