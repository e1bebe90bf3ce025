/** Of UTF-8: one to three bytes for a code unit of UTF-16, four for the two of a pair. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const half = unit >= 0xd800 && unit < 0xe000;
    bytes += half ? 2 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
  }
  return bytes;
}
