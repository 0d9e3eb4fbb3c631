import type { Cell, Column } from './print-model.js';

/** Width of a letter of a heading in font sizes, and the room beside a cell's text in points. */
const LETTER = 0.66;
const PADDING = 7;
/** Letters that a column of words gets at least, and for which it asks at most. */
const WORDS_MIN = 12;
const WORDS_MAX = 60;
const FIGURES_MAX = 14;

/** Widths of a table's columns in points: figures get what they need, words share what is left. `letters` = how many fit in a line of each. */
export function columnWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number, size: number): { widths: number[]; letters: number[] } {
  const wanted = columns.map(({ title, figures }, index) => {
    const longest = rows.reduce((max, row) => Math.max(max, [...(row[index]?.text ?? '')].length), 0);
    return Math.max(longestWord(title), figures ? Math.min(longest, FIGURES_MAX) : Math.min(Math.max(longest, WORDS_MIN), WORDS_MAX));
  });
  const room = width - columns.length * PADDING;
  const ofFigures = sumOf(wanted.map((letters, index) => (columns[index]?.figures === true ? letters : 0)));
  const ofWords = sumOf(wanted) - ofFigures;
  const left = Math.max(room - ofFigures * LETTER * size, Math.min(ofWords, WORDS_MIN) * LETTER * size);
  const points = wanted.map((letters, index) => (columns[index]?.figures === true ? letters * LETTER * size : (left * letters) / Math.max(1, ofWords)));
  const shrunk = Math.min(1, room / sumOf(points));
  const stretched = ofWords === 0 ? room / sumOf(points) : shrunk;
  const widths = points.map((one) => Math.floor(one * stretched * 100) / 100);
  return { widths, letters: widths.map((one) => Math.floor(one / (LETTER * size))) };
}

const sumOf = (figures: readonly number[]): number => figures.reduce((sum, one) => sum + one, 0);
const longestWord = (text: string): number => text.split(/[\s·]+/).reduce((max, word) => Math.max(max, word.length), 0);
