/**
 * Formats a whole number by the part of java.text.DecimalFormat that counters use: text before and after, zeros for a least
 * width, commas for groups (`0000`, `user-000`, `#,##0`). An empty pattern, or one without digits, is the plain number.
 */
export function decimalFormat(pattern: string): (value: number) => string {
  const first = pattern.search(/[0#]/);
  // From a fixed place on: with the text before it in one expression, a long row of commas would be read again from each of them.
  const match = /^([0#,]*[0#])(\.0+)?([^0#]*)$/.exec(first < 0 ? '' : pattern.slice(first));
  if (match === null) return (value) => `${pattern.replaceAll("'", '')}${value}`;
  const before = pattern.slice(0, first);
  const [, digits = '', decimals = '', after = ''] = match;
  const width = digits.replaceAll(/[#,]/g, '').length;
  const group = digits.includes(',') ? digits.length - digits.lastIndexOf(',') - 1 : 0;
  const fraction = decimals === '' ? '' : `.${'0'.repeat(decimals.length - 1)}`;
  return (value) => {
    const plain = String(Math.abs(value)).padStart(width, '0');
    return `${value < 0 ? '-' : ''}${before.replaceAll("'", '')}${group > 0 ? grouped(plain, group) : plain}${fraction}${after.replaceAll("'", '')}`;
  };
}

function grouped(digits: string, size: number): string {
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size) groups.push(digits.slice(Math.max(0, end - size), end));
  return groups.reverse().join(',');
}
