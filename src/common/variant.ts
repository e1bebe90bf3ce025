/** D-Bus values as data: what a plan shows as JSON and the addon puts into a message. */

/**
 * One value of a D-Bus type. Numbers of every width are numbers or, where a double could not hold them, decimal text;
 * arrays, structs and dict entries are arrays.
 */
export type BusValue = string | number | boolean | readonly BusValue[] | Variant;

/** A value that carries its own type (D-Bus specification, "Type System"), such as `{signature: "t", value: "5"}`. */
export interface Variant {
  readonly signature: string;
  readonly value: BusValue;
}
