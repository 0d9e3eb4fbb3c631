import type { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file to be packed. `bytes` is opened when its turn comes. */
export interface ZipEntry { readonly name: string; readonly bytes: () => Readable }

/** Sizes and places have 32 bits in the plain format (APPNOTE 4.4). */
export const ZIP_MAX_BYTES = 0xffff_ffff;
const VERSION = 20;
/** Sizes follow the data, which is not known beforehand; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;

interface Packed { readonly name: Buffer; readonly offset: number; crc: number; size: number; packed: number }

/** The bytes of a zip archive of these files, one after the other as they are read; nothing is held whole. @throws RangeError beyond 4 GiB */
export async function* zipOf(entries: readonly ZipEntry[]): AsyncGenerator<Buffer> {
  let offset = 0;
  const counted = (bytes: Buffer): Buffer => {
    offset += bytes.length;
    if (offset > ZIP_MAX_BYTES) throw new RangeError('The archive is larger than 4 GiB.');
    return bytes;
  };
  const packed: Packed[] = [];
  for (const { name, bytes } of entries) {
    const entry: Packed = { name: Buffer.from(name), offset, crc: 0, size: 0, packed: 0 };
    packed.push(entry);
    yield counted(record(0x04034b50, [[VERSION, 2], ...headOf(entry)], entry.name));
    const start = offset;
    for await (const chunk of deflated(bytes(), entry)) yield counted(chunk);
    entry.packed = offset - start;
    yield counted(record(0x08074b50, [[entry.crc, 4], [entry.packed, 4], [entry.size, 4]]));
  }
  const start = offset;
  for (const one of packed) yield counted(record(0x02014b50, [[VERSION, 2], [VERSION, 2], ...headOf(one), [0, 2], [0, 2], [0, 2], [0, 4], [one.offset, 4]], one.name));
  yield record(0x06054b50, [[0, 2], [0, 2], [packed.length, 2], [packed.length, 2], [offset - start, 4], [start, 4], [0, 2]]);
}

/** The packed bytes of a file; counts what goes in. */
async function* deflated(source: Readable, entry: Packed): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw();
  source.on('error', (error) => { deflate.destroy(error); });
  source.on('data', (chunk: Buffer) => {
    entry.crc = crc32(chunk, entry.crc);
    entry.size += chunk.length;
  });
  try {
    yield* source.pipe(deflate) as AsyncIterable<Buffer>;
  } finally {
    source.destroy();
  }
}

/** The fields that the header before a file and the one in the directory share; times are not kept. */
const headOf = ({ name, crc, size, packed }: Packed): [number, 2 | 4][] => [[FLAGS, 2], [DEFLATED, 2], [0, 2], [0x21, 2], [crc, 4], [packed, 4], [size, 4], [name.length, 2], [0, 2]];

function record(signature: number, fields: readonly (readonly [value: number, bytes: 2 | 4])[], name: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.alloc(4 + fields.reduce((sum, [, length]) => sum + length, 0));
  bytes.writeUInt32LE(signature, 0);
  let at = 4;
  for (const [value, length] of fields) at = length === 2 ? bytes.writeUInt16LE(value, at) : bytes.writeUInt32LE(value, at);
  return Buffer.concat([bytes, name]);
}
