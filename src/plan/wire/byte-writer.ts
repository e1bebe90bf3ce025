/** Little-endian numbers, text and lists into a buffer that grows. */

const FIRST_CAPACITY = 16_384;
/** UTF-8 of one UTF-16 unit takes at most that many bytes. */
const WIDEST_UNIT = 3;

export class ByteWriter {
  /** Bytes written so far. */
  length = 0;
  private buffer = new Uint8Array(FIRST_CAPACITY);
  private view = new DataView(this.buffer.buffer);
  private readonly encoder = new TextEncoder();

  u16(value: number): void {
    const at = this.take(2);
    this.view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.take(4);
    this.view.setUint32(at, value, true);
  }

  u64(value: bigint): void {
    const at = this.take(8);
    this.view.setBigUint64(at, value, true);
  }

  bool(value: boolean): void {
    const at = this.take(1);
    this.buffer[at] = value ? 1 : 0;
  }

  /** u32 length, bytes. */
  counted(bytes: Uint8Array): void {
    this.u32(bytes.length);
    const at = this.take(bytes.length);
    this.buffer.set(bytes, at);
  }

  /** u32 length, UTF-8, NUL. Throws for text with a NUL in it, which C would cut short. */
  text(value: string): void {
    if (value.includes("\0")) throw new Error("text with a NUL cannot be passed to init");
    const lengthAt = this.reserve();
    this.makeRoom(value.length * WIDEST_UNIT);
    const { written } = this.encoder.encodeInto(value, this.buffer.subarray(this.length));
    this.length += written;
    this.patch(lengthAt, written);
    this.bool(false);
  }

  /** u32 count, items. */
  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.u32(items.length);
    for (const item of items) write(item);
  }

  /** Room for a u32 that is known later; returns its place for patch(). */
  reserve(): number {
    return this.take(4);
  }

  patch(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  /** Where the next `size` bytes go. */
  private take(size: number): number {
    this.makeRoom(size);
    const at = this.length;
    this.length += size;
    return at;
  }

  private makeRoom(size: number): void {
    if (this.length + size <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length + size));
    larger.set(this.buffer);
    this.buffer = larger;
    this.view = new DataView(larger.buffer);
  }
}
