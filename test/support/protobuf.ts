/** A message of protocol buffers as it is on the wire: values by the number of their field. */
export type Fields = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

/** Reads the fields of one message. Throws for what is none. */
export function fieldsOf(bytes: Buffer): Fields {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the message ends within a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const taken = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('the message ends within a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const value = [() => varint(), () => taken(8), () => taken(Number(varint())), undefined, undefined, () => taken(4)][Number(key & 7n)]?.();
    if (value === undefined) throw new Error(`no such wire type in ${key}`);
    const number = Number(key >> 3n);
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

export const messagesIn = (fields: Fields, number: number): Buffer[] => (fields.get(number) ?? []).filter((value): value is Buffer => typeof value !== 'bigint');
