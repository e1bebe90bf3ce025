/** Walks JSON schemas, of draft-04 and draft-07 alike, to the fields that they describe. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lookup, pointer } from "../../src/common/pointer.ts";

/** What one or more schemas say of a value, taken together. */
export interface Shape {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly integer64?: "signed" | "unsigned";
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly allOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly ignored?: string;
}

export interface Field {
  /** `*` for an item of a list or a free key. */
  readonly pointer: string;
  readonly shape: Shape;
}

interface Place {
  readonly shape: Shape;
  readonly file: string;
}

export class Schemas {
  readonly #directory: string;
  readonly #files = new Map<string, Shape>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Every field, those with fields of their own before these. */
  fields(root: string): Field[] {
    return this.#walk({ shape: this.#load(root), file: root }, "").slice(1);
  }

  #load(name: string): Shape {
    let file = this.#files.get(name);
    if (file === undefined) {
      file = JSON.parse(readFileSync(join(this.#directory, name), "utf8")) as Shape;
      this.#files.set(name, file);
    }
    return file;
  }

  #walk(place: Place, at: string): Field[] {
    const parts = this.#parts(place);
    const fields: Field[] = [{ pointer: at, shape: Object.assign({}, ...parts.map(({ shape }) => shape)) as Shape }];
    for (const { shape, file } of parts) {
      for (const [key, member] of Object.entries(shape.properties ?? {}))
        fields.push(...this.#walk({ shape: member, file }, pointer(at, key)));
      const free = [shape.items, shape.additionalProperties, ...Object.values(shape.patternProperties ?? {})];
      for (const member of free)
        if (typeof member === "object") fields.push(...this.#walk({ shape: member, file }, `${at}/*`));
    }
    return fields;
  }

  /** The schema itself with all that it refers to. */
  #parts({ shape, file }: Place): Place[] {
    const parts = [{ shape, file }];
    if (shape.$ref !== undefined) parts.push(...this.#parts(this.#followed(shape.$ref, file)));
    for (const part of [...(shape.allOf ?? []), ...(shape.anyOf ?? [])])
      parts.push(...this.#parts({ shape: part, file }));
    return parts;
  }

  #followed(reference: string, from: string): Place {
    const [name = "", fragment] = reference.split("#");
    const file = name === "" ? from : name;
    if (fragment === undefined) return { shape: this.#load(file), file };
    // one reference of defs.json lacks its slash
    const shape = lookup(this.#load(file), fragment.startsWith("/") ? fragment : `/${fragment}`);
    if (shape === undefined) throw new Error(`${reference} in ${from} leads nowhere`);
    return { shape: shape as Shape, file };
  }
}
