/** Name ids of TrueType: family, style, full name, name for PostScript. */
const FAMILY = 1;
const STYLE = 2;
const FULL = 4;
const POSTSCRIPT = 6;
/** Windows, Unicode, American English: what every reader of fonts looks for. */
const RECORD = [3, 1, 0x409] as const;
const DIRECTORY_ENTRY = 16;
const HEAD = 12;

/**
 * The TrueType font under another name. Several files of one family would otherwise be taken for one another, and only one of them
 * has the letters that are wanted.
 */
export function renamed(font: Buffer, family: string, style: string): Buffer {
  const names = nameTable([[FAMILY, family], [STYLE, style], [FULL, `${family} ${style}`], [POSTSCRIPT, `${family}-${style}`]]);
  const count = font.readUInt16BE(4);
  const tables = Array.from({ length: count }, (_, index) => {
    const at = HEAD + index * DIRECTORY_ENTRY;
    const tag = font.toString('latin1', at, at + 4);
    const start = font.readUInt32BE(at + 8);
    return { tag, data: tag === 'name' ? names : font.subarray(start, start + font.readUInt32BE(at + 12)) };
  });
  const head = Buffer.alloc(HEAD + count * DIRECTORY_ENTRY);
  font.copy(head, 0, 0, HEAD);
  const parts: Buffer[] = [head];
  let offset = head.length;
  tables.forEach(({ tag, data }, index) => {
    const padded = Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
    const at = HEAD + index * DIRECTORY_ENTRY;
    head.write(tag, at, 'latin1');
    head.writeUInt32BE(checksum(padded), at + 4);
    head.writeUInt32BE(offset, at + 8);
    head.writeUInt32BE(data.length, at + 12);
    parts.push(padded);
    offset += padded.length;
  });
  return Buffer.concat(parts);
}

function nameTable(names: readonly (readonly [id: number, text: string])[]): Buffer {
  const head = Buffer.alloc(6 + names.length * 12);
  head.writeUInt16BE(names.length, 2);
  head.writeUInt16BE(head.length, 4);
  const texts: Buffer[] = [];
  let offset = 0;
  names.forEach(([id, text], index) => {
    const bytes = Buffer.from(text, 'utf16le').swap16();
    const [platform, encoding, language] = RECORD;
    [platform, encoding, language, id, bytes.length, offset].forEach((field, place) => head.writeUInt16BE(field, 6 + index * 12 + place * 2));
    texts.push(bytes);
    offset += bytes.length;
  });
  return Buffer.concat([head, ...texts]);
}

function checksum(table: Buffer): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
  return sum;
}
