import { z } from 'zod';
import type { FileLines } from '../../contract/file-lines.js';
import { cutText } from './cut-text.js';
import { fitting } from './fitting.js';

/** Below what line readers cut at, so that a cut is always told. */
const LINE_MAX = 1_500;

/** Parameters of a slice of a text file. */
export const lineRange = {
  from: z.int().min(0).default(0).describe('First line, counted from 0.'),
  count: z.int().min(1).max(500).default(100).describe('How many lines.'),
};

/** A slice in an answer. One note for all lines: a fence around each would cost more than the line. */
export const shownLines = {
  lines: z.array(z.string()),
  from: z.int(),
  total: z.int().optional().describe('Lines of the whole file; absent where it is too large to be counted.'),
  nextFrom: z.int().optional().describe('Continue here; absent at the end of the file.'),
  note: z.string(),
};

/** As many whole lines as an answer holds, and where to continue. `download` is the tool that yields a line too long to show. */
export function linesShown(read: FileLines, { count, note, download }: { count: number; note: string; download: string }): { lines: string[]; from: number; total?: number | undefined; nextFrom?: number; note: string } {
  const shortened = (line: string): string => {
    const { text, left } = cutText(line, LINE_MAX);
    return left === 0 ? text : `${text}… (cut: the whole line is in ${download})`;
  };
  const { entries } = fitting(read.lines.map(shortened), { most: count });
  const nextFrom = read.from + entries.length;
  const isMore = read.total === undefined ? entries.length > 0 : nextFrom < read.total;
  return { lines: entries, from: read.from, total: read.total, ...(isMore ? { nextFrom } : {}), note };
}
