/** What the demo prints: numbered steps, facts below them, tables. Colours only on a terminal. */
const colours = process.stdout.isTTY;
const paint = (code: string, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = (text: string): string => paint('1', text);
export const green = (text: string): string => paint('32', text);
export const red = (text: string): string => paint('31', text);
export const dim = (text: string): string => paint('2', text);

let step = 0;
export function announce(title: string): void {
  step++;
  console.log(`\n${bold(`${step}. ${title}`)}`);
}
export function fact(text: string): void { console.log(`   ${text}`); }

/** One line that is written over while something runs; on a file, only its last state. */
export function progress(text: string, last = false): void {
  if (colours) process.stdout.write(`\r   ${text.padEnd(76)}${last ? '\n' : ''}`);
  else if (last) console.log(`   ${text}`);
}

/** Columns as wide as they need; the first is left-aligned, the others right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ');
  console.log(`   ${dim(line(head))}`);
  for (const row of rows) console.log(`   ${line(row)}`);
}
