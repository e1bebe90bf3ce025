/** Many execs into one container, several at a time, each with an exit status of its own. */

const AT_A_TIME = 4;

/** The i-th exits with i mod 256. Returns `{ figures, failures }`: a line, and sentences. */
export async function execs({ runtime, bundles, count }) {
  const id = "execs";
  const failures = [];
  await runtime.must(runtime.create(bundles.sleeping, id));
  await runtime.must(runtime.command("start", id));
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < count; number = next++) {
      const wanted = number % 256;
      const { status, words } = await runtime.call(runtime.command("exec", id, "sh", "-c", `exit ${wanted}`));
      if (status !== wanted) failures.push(`exec ${number}: expected ${wanted}, saw ${status}: ${words}`);
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  await runtime.must(runtime.command("delete", "--force", id));
  return { figures: `${count} × exec into one container, ${AT_A_TIME} at a time, in ${seconds} s`, failures };
}
