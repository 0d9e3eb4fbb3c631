/**
 * Counts the capturing groups of a regular expression by reading its syntax, never by running it: the expression is meant for the
 * Java and Perl dialects of OctoPerf, which JavaScript does not wholly understand. @returns a number, or why it cannot be read.
 */
export function capturingGroups(regex: string): number | string {
  let groups = 0;
  let open = 0;
  for (let at = 0; at < regex.length; at++) {
    switch (regex.charAt(at)) {
      case '\\':
        at = afterEscape(regex, at);
        if (at < 0) return 'it ends inside an escape';
        break;
      case '[':
        at = endOfClass(regex, at);
        if (at < 0) return 'a [ is never closed';
        break;
      case '(':
        open++;
        if (captures(regex, at)) groups++;
        break;
      case ')':
        if (open-- === 0) return 'a ) closes nothing';
        break;
    }
  }
  return open > 0 ? 'a ( is never closed' : groups;
}

/** `(` alone and named groups capture; `(?:`, look-around and inline flags do not. */
const captures = (regex: string, at: number): boolean => regex[at + 1] !== '?' || /^\(\?(?:P?<(?![=!])|')/.test(regex.slice(at, at + 5));

/** Last position of the escape that begins here, a quotation `\Q…\E` included; -1 where the text ends within. */
function afterEscape(regex: string, at: number): number {
  if (at + 1 >= regex.length) return -1;
  if (regex[at + 1] !== 'Q') return at + 1;
  const end = regex.indexOf('\\E', at + 2);
  return end < 0 ? regex.length : end + 1;
}

/** Position of the `]` that closes the class; a `]` that stands first is a plain character, as in Perl. -1 where there is none. */
function endOfClass(regex: string, at: number): number {
  let position = at + 1;
  if (regex[position] === '^') position++;
  if (regex[position] === ']') position++;
  for (; position < regex.length; position++) {
    if (regex[position] === ']') return position;
    if (regex[position] === '\\') position++;
    else if (regex.startsWith('[:', position)) position = Math.max(position, regex.indexOf(':]', position) + 1);
  }
  return -1;
}
