/** The code points that a TrueType font really has glyphs for, read from its `cmap` (formats 4 and 12, which hb-subset writes). */
export function lettersOf(font: Buffer): Set<number> {
  const letters = new Set<number>();
  const cmap = tableAt(font, 'cmap');
  if (cmap === undefined) return letters;
  for (let index = 0; index < font.readUInt16BE(cmap + 2); index++) {
    const at = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4);
    const format = font.readUInt16BE(at);
    if (format === 4) readSegments(font, at, letters);
    if (format === 12) readGroups(font, at, letters);
  }
  return letters;
}

function tableAt(font: Buffer, tag: string): number | undefined {
  for (let index = 0; index < font.readUInt16BE(4); index++) {
    const at = 12 + index * 16;
    if (font.toString('latin1', at, at + 4) === tag) return font.readUInt32BE(at + 8);
  }
  return undefined;
}

/** Format 4: stretches below U+10000; the last one only marks the end. */
function readSegments(font: Buffer, at: number, letters: Set<number>): void {
  const twice = font.readUInt16BE(at + 6);
  for (let offset = 0; offset < twice; offset += 2) {
    const last = font.readUInt16BE(at + 14 + offset);
    const first = font.readUInt16BE(at + 16 + twice + offset);
    for (let letter = first; letter <= last && letter !== 0xffff; letter++) letters.add(letter);
  }
}

function readGroups(font: Buffer, at: number, letters: Set<number>): void {
  const groups = font.readUInt32BE(at + 12);
  for (let index = 0; index < groups; index++) {
    const group = at + 16 + index * 12;
    for (let letter = font.readUInt32BE(group); letter <= font.readUInt32BE(group + 4); letter++) letters.add(letter);
  }
}
