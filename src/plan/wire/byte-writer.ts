/** Grows a buffer, little-endian. */

const FIRST_CAPACITY = 4096;

export class ByteWriter {
  private buffer = new Uint8Array(FIRST_CAPACITY);
  private view = new DataView(this.buffer.buffer);
  private length = 0;

  u16(value: number): void {
    const at = this.grow(2);
    this.view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.grow(4);
    this.view.setUint32(at, value, true);
  }

  u64(value: bigint): void {
    const at = this.grow(8);
    this.view.setBigUint64(at, value, true);
  }

  bool(value: boolean): void {
    const at = this.grow(1);
    this.buffer[at] = value ? 1 : 0;
  }

  append(bytes: Uint8Array): void {
    const at = this.grow(bytes.length);
    this.buffer.set(bytes, at);
  }

  /** u32 length, bytes. */
  counted(bytes: Uint8Array): void {
    this.u32(bytes.length);
    this.append(bytes);
  }

  /** u32 length, UTF-8, NUL. Throws for text with a NUL in it, which C would cut short. */
  text(value: string): void {
    if (value.includes("\0")) throw new Error("text with a NUL cannot be passed to init");
    this.counted(new TextEncoder().encode(value));
    this.bool(false);
  }

  /** u32 count, items. */
  list<T>(items: readonly T[], write: (item: T) => void): void {
    this.u32(items.length);
    for (const item of items) write(item);
  }

  /** u32 length of what `write` writes, then that. */
  measured(write: () => void): void {
    const at = this.grow(4);
    write();
    this.view.setUint32(at, this.length - at - 4, true);
  }

  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  /** Make room; returns where it begins. */
  private grow(size: number): number {
    const at = this.length;
    this.length += size;
    if (this.length > this.buffer.length) {
      const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.length));
      larger.set(this.buffer);
      this.buffer = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }
}
