type DatePart = (date: Date) => number;

const PARTS: Readonly<Record<string, DatePart>> = {
  y: (date) => date.getUTCFullYear(),
  M: (date) => date.getUTCMonth() + 1,
  d: (date) => date.getUTCDate(),
  H: (date) => date.getUTCHours(),
  h: (date) => date.getUTCHours() % 12 || 12,
  m: (date) => date.getUTCMinutes(),
  s: (date) => date.getUTCSeconds(),
  S: (date) => date.getUTCMilliseconds(),
};

/** Formats epoch ms by the digits of java.text.SimpleDateFormat (`yyyy-MM-dd'T'HH:mm:ss.SSS`), in UTC; other letters stay as they are. */
export function formatDate(pattern: string, epochMs: number): string {
  const date = new Date(epochMs);
  return pattern.replace(/'((?:[^']|'')*)'|([yMdHhmsS])\2*/g, (found: string, quoted: string | undefined, letter: string | undefined) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'");
    const part = PARTS[letter ?? ''];
    if (part === undefined) return found;
    const digits = String(part(date));
    return letter === 'y' && found.length === 2 ? digits.slice(-2) : digits.padStart(found.length, '0');
  });
}
