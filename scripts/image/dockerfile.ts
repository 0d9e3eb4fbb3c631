/** One instruction as it stands, with the line it begins at. */
export interface Instruction { readonly word: string; readonly flags: Readonly<Record<string, string>>; readonly rest: string; readonly line: number }
export interface Stage { readonly base: string; readonly name: string; readonly instructions: readonly Instruction[] }

/** What our Dockerfile uses. Everything else is refused: to pass over it would be to build something else than Docker does. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  RUN: [], COPY: ['from'], WORKDIR: [], ENV: [], USER: [], LABEL: [], EXPOSE: [], VOLUME: [],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'retries'], ENTRYPOINT: [], CMD: [],
};

/** Reads a Dockerfile. @throws with the line of what it does not know */
export function parseDockerfile(text: string): Stage[] {
  const stages: { base: string; name: string; instructions: Instruction[] }[] = [];
  for (const { source, line } of logicalLines(text)) {
    const [, word = '', after = ''] = /^([A-Za-z]+)\s+(.*)$/s.exec(source) ?? [];
    if (word === 'FROM') {
      const [, base, , name = ''] = /^(\S+)(\s+AS\s+(\S+))?$/.exec(after) ?? [];
      if (base === undefined) throw new Error(`line ${line}: FROM is understood as FROM image [AS name]`);
      stages.push({ base, name, instructions: [] });
      continue;
    }
    const allowed = KNOWN[word];
    const stage = stages.at(-1);
    if (allowed === undefined) throw new Error(`line ${line}: ${word === '' ? `"${source}"` : word} is not understood here`);
    if (stage === undefined) throw new Error(`line ${line}: ${word} stands before the first FROM`);
    stage.instructions.push({ word, ...flagsOf(after, allowed, line), line });
  }
  if (stages.length === 0) throw new Error('there is no FROM');
  return stages;
}

/** Lines without comments, those that end with a backslash joined with the next. */
function logicalLines(text: string): { source: string; line: number }[] {
  const lines: { source: string; line: number }[] = [];
  let open = false;
  for (const [index, raw] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    const source = raw.trim();
    const last = lines.at(-1);
    if (open && last !== undefined) last.source += ` ${source.replace(/\\$/, '').trim()}`;
    else lines.push({ source: source.replace(/\\$/, '').trim(), line: index + 1 });
    open = source.endsWith('\\');
  }
  return lines;
}

function flagsOf(text: string, allowed: readonly string[], line: number): { flags: Record<string, string>; rest: string } {
  const flags: Record<string, string> = {};
  let rest = text;
  for (let match = FLAG.exec(rest); match !== null; match = FLAG.exec(rest)) {
    const [whole, name = '', value = ''] = match;
    if (!allowed.includes(name)) throw new Error(`line ${line}: --${name} is not understood here`);
    flags[name] = value;
    rest = rest.slice(whole.length);
  }
  return { flags, rest };
}
const FLAG = /^--([a-z-]+)=(\S+)\s+/;

/** `["a", "b"]`. @throws for the shell form, which would put a shell between the server and its signals */
export function execForm({ rest, word, line }: Instruction): string[] {
  try {
    const list: unknown = JSON.parse(rest);
    if (Array.isArray(list) && list.every((part) => typeof part === 'string')) return list;
  } catch { /* said below */ }
  throw new Error(`line ${line}: ${word} is understood as a JSON list only`);
}

/** `A=b C="d e"` as pairs. */
export function assignments({ rest, word, line }: Instruction): Record<string, string> {
  const pairs = [...rest.matchAll(/([A-Za-z_][A-Za-z0-9_.]*)=(?:"([^"]*)"|(\S+))/g)];
  if (pairs.length === 0 || pairs.map(([whole]) => whole).join(' ') !== rest.replace(/\s+/g, ' ')) throw new Error(`line ${line}: ${word} is understood as NAME=value pairs only`);
  return Object.fromEntries(pairs.map(([, name = '', quoted, plain = '']) => [name, quoted ?? plain]));
}

/** Whether an ignore file of the form "nothing but these" lets a path into the build. @throws for other patterns */
export function letsIn(ignoreFile: string, path: string): boolean {
  const patterns = ignoreFile.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (patterns[0] !== '*' || patterns.slice(1).some((pattern) => !/^![A-Za-z0-9._/-]+$/.test(pattern))) throw new Error('the ignore file is understood as "*" and then "!path" lines only');
  const allowed = patterns.slice(1).map((pattern) => pattern.slice(1));
  return allowed.some((one) => path === one || path.startsWith(`${one}/`));
}
