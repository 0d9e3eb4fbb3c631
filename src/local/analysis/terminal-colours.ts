const ESC = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
const CSI = `(?:${ESC}\\[|${String.fromCharCode(155)})`;

/** Control sequences (colours, cursor), titles and links up to their end, and two-character escapes; each class ends the one before it. */
const SEQUENCES = new RegExp(`${CSI}[0-?]*[ -/]*[@-~]|${ESC}\\][^${ESC}${BELL}]*(?:${BELL}|${ESC}\\\\)?|${ESC}[@-Z\\\\^_]`, 'g');

/** The text without terminal colours and other escape sequences, as both error tools show it (behaviour.md §21.6). */
export function stripTerminalColours(text: string): string {
  return text.replace(SEQUENCES, '');
}
