const [QUOTE, ESCAPE] = [0x22, 0x5c];
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** Whether JSON is nested deeper than `most`, looked for in its bytes before anything is built from them. */
export function isDeeper(json: Uint8Array, most: number): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index] ?? 0;
    if (isText) {
      if (byte === ESCAPE) index++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (OPEN.has(byte)) { if (++depth > most) return true; } else if (CLOSE.has(byte)) depth--;
  }
  return false;
}
