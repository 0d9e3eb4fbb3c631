/** Reads what `ByteWriter` wrote. Throws a RangeError where the bytes end in the middle. */
export class ByteReader {
  private readonly buffer: Buffer;

  constructor(bytes: Uint8Array, private at = 0) {
    this.buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean { return this.at >= this.buffer.length; }

  count(): number {
    let value = 0;
    for (let scale = 1; this.at < this.buffer.length && scale <= Number.MAX_SAFE_INTEGER; scale *= 128) {
      const byte = this.buffer[this.at++] ?? 0;
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
    }
    throw new RangeError('These bytes break off in the middle of a number: they were not written by this program.');
  }

  number(): number {
    const tagged = this.count();
    const kind = tagged % 4;
    if (kind === 0) return tagged / 4;
    if (kind === 1) return (tagged - 1) / 4 / 1000;
    const value = this.buffer.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  /** A view of bytes that `block` wrote. */
  block(): Buffer {
    return this.raw(this.count());
  }

  /** A view of so many bytes. */
  raw(length: number): Buffer {
    const end = this.at + length;
    if (end > this.buffer.length) throw new RangeError('These bytes end too early: they were not written by this program.');
    const view = this.buffer.subarray(this.at, end);
    this.at = end;
    return view;
  }

  /** A view of all that was not read yet. */
  rest(): Buffer {
    return this.buffer.subarray(this.at);
  }

  text(): string {
    return this.block().toString('utf8');
  }
}

/** A number of several bytes as `ByteWriter.count` wrote it, and where the next one begins: for loops that read short numbers themselves. */
export function longNumber(bytes: Uint8Array, from: number): [number, number] {
  let value = 0;
  for (let at = from, scale = 1; at < bytes.length && scale <= Number.MAX_SAFE_INTEGER; at++, scale *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte % 128) * scale;
    if (byte < 128) return [value, at + 1];
  }
  throw new RangeError('These bytes break off in the middle of a number: they were not written by this program.');
}
