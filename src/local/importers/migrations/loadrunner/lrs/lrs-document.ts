/** A block of a Controller scenario (.lrs): `{Name`, lines, blocks within, `}` (published scenarios). */
export interface LrsBlock {
  readonly name: string;
  /** `key=value` lines; the first of a key counts. */
  readonly values: ReadonlyMap<string, string>;
  /** The lines themselves, where the block holds XML. */
  readonly text: string;
  readonly blocks: readonly LrsBlock[];
}

const DEEPEST = 40;
/** Values of some blocks begin with their type. */
const TYPED = /^(?:String|Int|Double|Bool)V1\|/;

interface Growing { readonly name: string; readonly values: Map<string, string>; readonly lines: string[]; readonly blocks: LrsBlock[] }
const grown = ({ name, values, lines, blocks }: Growing): LrsBlock => ({ name, values, blocks, text: lines.join('\n') });
const empty = (name: string): Growing => ({ name, values: new Map(), lines: [], blocks: [] });

function addLine({ values, lines }: Growing, line: string): void {
  lines.push(line);
  const equals = line.indexOf('=');
  const key = line.slice(0, Math.max(0, equals)).trim();
  if (key !== '' && !values.has(key)) values.set(key, line.slice(equals + 1).trim().replace(TYPED, ''));
}

/** Reads a scenario; blocks that are never closed end with the file. Never throws. */
export function readLrs(text: string): LrsBlock {
  const open: Growing[] = [empty('')];
  const close = (): void => {
    const block = open.pop();
    const father = open.at(-1);
    if (block !== undefined && father !== undefined) father.blocks.push(grown(block));
  };
  for (const line of text.split(/\r\n|\r|\n/)) {
    const top = open.at(-1);
    const name = /^\s*\{(.+)$/.exec(line)?.[1]?.trim();
    if (name !== undefined && open.length < DEEPEST) open.push(empty(name));
    else if (line.trim() === '}' && open.length > 1) close();
    else if (top !== undefined && line.trim() !== '') addLine(top, line);
  }
  while (open.length > 1) close();
  return grown(open[0] ?? empty(''));
}

/** First block of a name, in a block. */
export const blockOf = (block: LrsBlock | undefined, name: string): LrsBlock | undefined => block?.blocks.find((own) => own.name.toLowerCase() === name.toLowerCase());
/** A value, the key compared without case; empty where there is none. */
export function lrsValue(block: LrsBlock | undefined, key: string): string {
  for (const [own, value] of block?.values ?? []) if (own.toLowerCase() === key.toLowerCase()) return value;
  return '';
}
