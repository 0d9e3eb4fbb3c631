import { NotEvaluated } from '../expression/value.js';
import { kept, type BoundFunction, type FunctionContext, type FunctionFactory } from './function.js';

/** Longest file one of these functions reads: they keep its lines. */
const LONGEST_FILE = 20_000_000;

/** Texts from files of the project, and of no other folder (JMeter user manual, functions). */
export const FILE_FUNCTIONS: readonly (readonly [string, FunctionFactory])[] = [
  ['__FileToString', () => ([filename = '', encoding = '', variable = ''], target) => kept(fileText(filename, encoding, target), variable, target)],
  ['__StringFromFile', nextLine],
  ['__CSVRead', csvRead],
];

function fileText(filename: string, encoding: string, target: FunctionContext): string {
  let text;
  try {
    text = target.fileText(filename, encoding);
  } catch (error) {
    throw new NotEvaluated(error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (text.length > LONGEST_FILE) throw new NotEvaluated(`the file "${filename.slice(0, 80)}", which has more than ${LONGEST_FILE} characters`);
  return text;
}

const linesOf = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r?\n/);

/** `__StringFromFile(file, variable, start, end)`: one line for each call, all users together, from the top again after the last. Numbered files (`#` in the name) one after the other. */
function nextLine(): BoundFunction {
  let state: { lines: readonly string[]; at: number; number: number | undefined } | undefined;
  return ([filename = '', variable = '', start = '', end = ''], target) => {
    const first = start === '' ? undefined : Number.parseInt(start, 10);
    const last = end === '' ? Infinity : Number.parseInt(end, 10);
    if (state === undefined || state.at >= state.lines.length) {
      const number = first === undefined || Number.isNaN(first) ? undefined : state?.number === undefined || state.number >= last ? first : state.number + 1;
      state = { lines: linesOf(fileText(number === undefined ? filename : numbered(filename, number), '', target)), at: 0, number };
    }
    return kept(state.lines[state.at++] ?? '', variable === '' ? 'StringFromFile_' : variable, target);
  };
}

/** `file###.txt` with the number 7 is `file007.txt`. */
const numbered = (filename: string, number: number): string => filename.replace(/#+/, (found) => String(number).padStart(found.length, '0'));

interface Sheet { readonly rows: readonly (readonly string[])[]; next: number; readonly row: WeakMap<FunctionContext, number> }
const sheets = new WeakMap<object, Map<string, Sheet>>();

/** `__CSVRead(file, column)` of the user's row, `__CSVRead(file, next)` to leave it: the next column read is of another row. Users share the rows, which start again after the last. */
function csvRead(): BoundFunction {
  return ([filename = '', column = ''], target) => {
    const sheet = sheetOf(filename, target);
    if (column === 'next' || column === 'next()') { sheet.row.delete(target); return ''; }
    const row = sheet.row.get(target) ?? sheet.next++;
    sheet.row.set(target, row);
    return sheet.rows[row % Math.max(1, sheet.rows.length)]?.[Number.parseInt(column, 10)] ?? '';
  };
}

/** The sheet of a file, the same for all places of one run that read it. */
function sheetOf(filename: string, target: FunctionContext): Sheet {
  const ofRun = sheets.get(target.run) ?? new Map<string, Sheet>();
  sheets.set(target.run, ofRun);
  const name = filename.replace(/^\*/, '');
  const known = ofRun.get(name);
  if (known !== undefined) return known;
  const made: Sheet = { rows: linesOf(fileText(name, '', target)).map((line) => line.split(',')), next: 0, row: new WeakMap() };
  ofRun.set(name, made);
  return made;
}
