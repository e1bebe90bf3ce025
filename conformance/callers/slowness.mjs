/** How many times slower than a usual machine this one is; an emulated processor says so. */
export const SLOWNESS = Number(process.env.CONFORMANCE_SLOWNESS ?? "1");
