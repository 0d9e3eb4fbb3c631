/** Splits a text at `${…}` references (nested ones belong to the outer): odd pieces are references, even ones plain text. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text.startsWith('${', at)) {
      if (depth === 0) {
        pieces.push(text.slice(start, at));
        start = at;
      }
      depth += 1;
    } else if (depth > 0 && text[at] === '}') {
      depth -= 1;
      if (depth === 0) {
        pieces.push(text.slice(start, at + 1));
        start = at + 1;
      }
    }
  }
  // A reference that never ends is plain text.
  return depth > 0 ? [...pieces.slice(0, -1), `${pieces.at(-1) ?? ''}${text.slice(start)}`] : [...pieces, text.slice(start)];
}

/** Position of the first of these characters outside references; -1 where there is none. */
export function indexOutside(text: string, characters: string, from = 0): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1;
    else if (depth > 0 && text[at] === '}') depth -= 1;
    else if (depth === 0 && characters.includes(text[at] ?? '')) return at;
  }
  return -1;
}

/** Splits at a character that stands outside of references. */
export function splitOutside(text: string, character: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = indexOutside(text, character); at !== -1; at = indexOutside(text, character, start)) {
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)];
}

/** Percent-encodes as HTML forms do; references are encoded when they are evaluated. */
export function encodedText(text: string): string {
  return piecesOf(text).map((piece, at) => (at % 2 === 1 ? `\${__urlencode(${piece})}` : new URLSearchParams([['', piece]]).toString().slice(1))).join('');
}
