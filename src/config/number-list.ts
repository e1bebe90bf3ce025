/**
 * Lists of processors and of memory nodes: numbers and ranges with commas between, blanks around them allowed
 * (cpuset(7) "List format").
 */

/** CPU_SETSIZE of sched.h and MAX_NUMNODES of the kernel: what has no bit cannot be asked for. */
export const LAST_NUMBER = 1023;

/** The numbers in order, each once; undefined where the text is no such list, or names numbers above LAST_NUMBER. */
export function numberList(text: string): number[] | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(",")) {
    const [first, last, more] = part.trim().split("-").map(numberOf);
    // as the kernel's own parser has it, commas may follow each other
    if (part.trim() === "") continue;
    if (first === undefined || more !== undefined || (part.includes("-") && last === undefined)) return undefined;
    const end = last ?? first;
    if (first > end || end > LAST_NUMBER) return undefined;
    for (let number = first; number <= end; number += 1) numbers.add(number);
  }
  return [...numbers].sort((one, two) => one - two);
}

function numberOf(digits: string): number | undefined {
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
