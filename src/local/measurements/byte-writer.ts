/** Largest whole number that fits beside the two bits that tell how a number is written. */
const MAX_WHOLE = 2 ** 50;

/** Writes numbers one after another; read back by `ByteReader` in the same order. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(256);
  private length = 0;

  /** What was written so far, as a copy. */
  bytes(): Buffer {
    return Buffer.from(this.buffer.subarray(0, this.length));
  }

  /** A whole number from 0 to 2^53, in base 128: small ones take one byte. */
  count(value: number): void {
    this.room(8);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }

  /** Any number, without loss: whole ones and thousandths in few bytes, others in nine. */
  number(value: number): void {
    const thousandths = Math.round(value * 1000);
    if (Number.isInteger(value) && value >= 0 && value < MAX_WHOLE) this.count(value * 4);
    else if (thousandths >= 0 && thousandths < MAX_WHOLE && thousandths / 1000 === value) this.count(thousandths * 4 + 1);
    else {
      this.count(2);
      this.room(8);
      this.length = this.buffer.writeDoubleLE(value, this.length);
    }
  }

  /** Bytes, with their number before them. */
  block(bytes: Uint8Array): void {
    this.count(bytes.length);
    this.raw(bytes);
  }

  /** Bytes whose number the reader knows. */
  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  text(value: string): void {
    this.block(Buffer.from(value, 'utf8'));
  }

  private room(needed: number): void {
    if (this.length + needed <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + needed));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
