/** JSON pointers (RFC 6901). */

/** `base` with tokens added; `~` and `/` in them are escaped. */
export function pointer(base: string, ...tokens: readonly (string | number)[]): string {
  let result = base;
  for (const token of tokens) result += `/${typeof token === "number" ? token : escapeToken(token)}`;
  return result;
}

export function escapeToken(token: string): string {
  return token.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The tokens of a pointer, unescaped; none for the whole document. */
export function tokens(text: string): string[] {
  return text
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value at a pointer, or undefined. Only own members are looked at. */
export function lookup(document: unknown, text: string): unknown {
  let value = document;
  for (const token of tokens(text)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, token)) return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return value;
}
