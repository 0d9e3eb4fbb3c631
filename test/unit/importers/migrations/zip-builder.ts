import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** One entry; the overrides make headers that lie. */
export interface ZipEntry { readonly name: string; readonly bytes: Buffer | string; readonly flags?: number; readonly uncompressedSize?: number; readonly externalAttributes?: number }

function headerOf(entry: ZipEntry, content: Buffer, packed: Buffer): { name: Buffer; shared: Buffer } {
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt16LE(entry.flags ?? 0x0800, 2);
  shared.writeUInt16LE(8, 4);
  shared.writeUInt16LE(0x21, 8);
  shared.writeUInt32LE(crc32(content), 10);
  shared.writeUInt32LE(packed.length, 14);
  shared.writeUInt32LE(entry.uncompressedSize ?? content.length, 18);
  const name = Buffer.from(entry.name, 'utf8');
  shared.writeUInt16LE(name.length, 22);
  return { name, shared };
}

/** A zip of the entries, made byte by byte so that tests can make bad ones. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.bytes);
    const packed = deflateRawSync(content);
    const { name, shared } = headerOf(entry, content, packed);
    const piece = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(entry.externalAttributes ?? 0, 6);
    tail.writeUInt32LE(offset, 10);
    // Version made by 3.0 on Unix: the upper half of the external attributes is the mode.
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([30, 3]), shared, tail, name]));
    local.push(piece);
    offset += piece.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, directory, end]);
}

/** A zip of texts by path. */
export const zipOfTexts = (texts: Readonly<Record<string, string>>): Buffer => zipOf(Object.entries(texts).map(([name, bytes]) => ({ name, bytes })));

const FIXTURES = new URL('../../../fixtures/migrations/', import.meta.url).pathname;

/** Entries of a folder of the fixtures, paths relative to it. */
export function fixtureEntries(folder: string): ZipEntry[] {
  const root = join(FIXTURES, folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: join(entry.parentPath, entry.name).slice(root.length + 1).replaceAll('\\', '/'), bytes: readFileSync(join(entry.parentPath, entry.name)) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

export const fixtureZip = (folder: string): Buffer => zipOf(fixtureEntries(folder));
