const REFERENCE = /(\$\{[^{}]+\})/;

/**
 * A text as a regular expression that matches it, `${references}` left to be replaced, with the wildcards its flags switch on:
 * `^` any letter or digit (ALNUM), `#` any digit (DIG) (VuGen reference, public).
 */
export function boundaryPattern(text: string, flags: string): string {
  const alnum = /alnum/i.test(flags);
  const digit = /dig/i.test(flags);
  const quoted = (plain: string): string => plain.replace(/[.*+?^${}()|[\]\\#]/g, (found) => (found === '^' && alnum ? '[A-Za-z0-9]' : found === '#' ? (digit ? '\\d' : '#') : `\\${found}`));
  return text.split(REFERENCE).map((piece, at) => (at % 2 === 1 ? piece : quoted(piece))).join('');
}
