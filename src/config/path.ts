/** Paths as text; what they lead to is only ever decided when they are opened. */

/** Absolute, without `.`, `..`, empty components and a trailing slash; `..` never leads above `/`. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
