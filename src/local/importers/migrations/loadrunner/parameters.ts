import { baseName } from '../../clean-text.js';
import type { VariableDraft } from '../../import-result.js';
import { fileOf, textOfBytes, type ProjectFiles } from '../project-files.js';
import { wholeNumber } from '../text-shapes.js';
import type { Findings } from './findings.js';
import type { ProjectVariables } from './project-variables.js';
import type { ScriptFolder } from './script-folder.js';
import type { ScriptTexts } from './texts.js';

/** A `[parameter:name]` section of the .prm. */
interface Parameter { readonly name: string; readonly type: string; value(key: string): string }
export interface ParameterContext { readonly script: ScriptFolder; readonly files: ProjectFiles; readonly findings: Findings; readonly texts: ScriptTexts; readonly project: ProjectVariables; readonly originals: Map<string, string> }

const SAME_LINE = /^Same line as (.+)$/i;
const DELIMITERS: Readonly<Record<string, string>> = { '\\t': '\t', tab: '\t', '': ',' };

function parametersOf({ parameters }: ScriptFolder): Parameter[] {
  return [...parameters].flatMap(([section, entries]): Parameter[] => {
    const name = /^parameter:(.+)$/i.exec(section)?.[1]?.trim();
    if (name === undefined) return [];
    const values = new Map([...entries].map(([key, value]) => [key.toLowerCase(), value]));
    const value = (key: string): string => values.get(key.toLowerCase()) ?? '';
    return [{ name: value('ParamName') || name, type: value('Type'), value }];
  });
}

/** Bytes of the table a parameter reads, and the name it goes by. */
function tableOf(parameter: Parameter, { script, files }: ParameterContext): { path: string; bytes: Buffer | undefined } {
  const table = parameter.value('Table').replace(/\\/g, '/');
  const location = parameter.value('TableLocation').replace(/\\/g, '/');
  const direct = files.bytes(`${script.folder}${table}`) ?? (/^local$/i.test(location) ? undefined : files.bytes(`${script.folder}${location}/${table}`));
  // A shared table outside of the folder may still be in the archive, by its bare name.
  const [anywhere] = direct === undefined ? files.matching(/./).filter((path) => fileOf(path).toLowerCase() === fileOf(table).toLowerCase()) : [];
  return { path: table, bytes: direct ?? (anywhere === undefined ? undefined : files.bytes(anywhere)) };
}

/** Column a parameter reads: `Col 3` by number, else by the first line of the file. */
function columnIndex(parameter: Parameter, header: readonly string[]): number {
  const named = parameter.value('ColumnName');
  const number = /^Col\s*(\d{1,4})$/i.exec(named)?.[1];
  const found = header.findIndex((name) => name.toLowerCase() === named.trim().toLowerCase());
  return found >= 0 ? found : number === undefined ? 0 : Math.max(0, Number(number) - 1);
}

/** One data file with every parameter that moves along its lines together (`Same line as …`): one CSV variable, columns named by the parameters. */
function tableVariable(group: readonly Parameter[], context: ParameterContext): VariableDraft | undefined {
  const [first] = group;
  if (first === undefined) return undefined;
  const { path, bytes } = tableOf(first, context);
  const delimiter = DELIMITERS[first.value('Delimiter').toLowerCase()] ?? first.value('Delimiter');
  const text = bytes === undefined ? '' : textOfBytes(bytes.subarray(0, 64_000), context.script.codePage);
  const [headerLine = '', dataLine = ''] = text.split(/\r\n|\r|\n/);
  const header = headerLine.split(delimiter).map((name) => name.trim());
  const indexes = group.map((parameter) => columnIndex(parameter, header));
  const names = Array.from({ length: Math.min(500, Math.max(header.length, ...indexes.map((index) => index + 1))) }, (_unused, at) => group[indexes.indexOf(at)]?.name ?? `${first.name}_column${at + 1}`);
  const cells = dataLine.split(delimiter);
  group.forEach((parameter, at) => { if (!context.originals.has(parameter.name)) context.originals.set(parameter.name, cells[indexes[at] ?? 0] ?? ''); });
  const filename = bytes === undefined ? baseName(path) : context.project.addFile(context.script.name, path, bytes);
  if (bytes === undefined) context.findings.add({ kind: 'MISSING_DATA_FILE', script: context.script.name, function: first.name, facts: { '@type': 'ImportFileFacts', filename } });
  const row = first.value('SelectNextRow');
  const stops = /abort/i.test(first.value('OutOfRangePolicy'));
  return { name: first.name, description: `parameters of the LoadRunner script ${context.script.name}`.slice(0, 2000), variable: {
    '@type': 'CSVVariable', filename, encoding: '', delimiter, allowQuotedData: false, recycleOnEOF: !stops, stopThreadOnEOF: stops, scope: /^unique$/i.test(row) ? 'SHARED' : 'PRIVATE',
    names, shuffle: /^random$/i.test(row), ignoreFirstLine: true, offset: Math.max(0, wholeNumber(first.value('StartRow'), 1) - 1),
  } };
}

/** `%05d` as a DecimalFormat pattern; empty for plain numbers. */
const patternOf = (format: string): string => '0'.repeat(Math.min(20, Number(/^%0?(\d{1,2})l?[du]$/.exec(format)?.[1] ?? '0')));

/** Parameters that are not read from a file. @returns undefined where nothing here can hold the value */
function plainVariable(parameter: Parameter): VariableDraft | undefined {
  const own = { name: parameter.name, description: '' };
  const number = (key: string, fallback: number): number => wholeNumber(parameter.value(key), fallback);
  switch (parameter.type.toLowerCase()) {
    case 'unique': return { ...own, variable: { '@type': 'CounterVariable', start: number('StartValue', 1), end: Number.MAX_SAFE_INTEGER, increment: 1, format: patternOf(parameter.value('Format')), trackPerUser: false, resetOnEachIteration: false } };
    case 'currentiteration': return { ...own, variable: { '@type': 'CounterVariable', start: 1, end: Number.MAX_SAFE_INTEGER, increment: 1, format: patternOf(parameter.value('Format')), trackPerUser: true, resetOnEachIteration: false } };
    case 'random': {
      const bounds = [number('MinValue', 1), number('MaxValue', 100)];
      return { ...own, variable: { '@type': 'RandomVariable', min: Math.min(...bounds), max: Math.max(...bounds), format: patternOf(parameter.value('Format')), perUser: true } };
    }
    case 'custom': {
      const value = parameter.value('CurrentValue') || parameter.value('OriginalValue');
      return value === '' ? undefined : { ...own, variable: { '@type': 'ConstantVariable', value } };
    }
    default: return undefined;
  }
}

const isTable = ({ type }: Parameter): boolean => /^t?table$/i.test(type);

/** Parameters read from a file, those that follow another's line behind it. */
function tableGroups(parameters: readonly Parameter[]): Parameter[][] {
  const groups = new Map<string, Parameter[]>();
  const followers: { parameter: Parameter; leader: string }[] = [];
  for (const parameter of parameters.filter(isTable)) {
    const leader = SAME_LINE.exec(parameter.value('SelectNextRow'))?.[1]?.trim().replace(/^["{]|["}]$/g, '');
    if (leader === undefined) groups.set(parameter.name, [parameter]);
    else followers.push({ parameter, leader });
  }
  // A follower may follow a follower; what leads nowhere reads its file on its own.
  for (let moved = true; moved && followers.length > 0;) {
    moved = false;
    for (let at = followers.length - 1; at >= 0; at -= 1) {
      const follower = followers[at];
      const group = follower === undefined ? undefined : [...groups.values()].find((members) => members.some(({ name }) => name === follower.leader));
      if (group === undefined || follower === undefined) continue;
      group.push(follower.parameter);
      followers.splice(at, 1);
      moved = true;
    }
  }
  for (const { parameter } of followers) groups.set(parameter.name, [parameter]);
  return [...groups.values()];
}

/** Members of a group that read another file than its leader cannot share a line with it. */
function sameFile(group: readonly Parameter[]): Parameter[][] {
  const byTable = new Map<string, Parameter[]>();
  for (const parameter of group) byTable.set(parameter.value('Table').toLowerCase(), [...(byTable.get(parameter.value('Table').toLowerCase()) ?? []), parameter]);
  return [...byTable.values()];
}

/**
 * Reads the parameters of a script (.prm): makes them known to its texts, their variables and data files to the project, and
 * reports the types nothing here can hold. `originals` are the values they stood for when the script was recorded.
 */
export function readParameters(context: ParameterContext): void {
  const { script, findings, texts, project, originals } = context;
  const parameters = parametersOf(script);
  for (const parameter of parameters) if (parameter.value('OriginalValue') !== '') originals.set(parameter.name, parameter.value('OriginalValue'));
  const know = (draft: VariableDraft): void => { for (const [name, variable] of project.add(script.name, draft)) texts.know(name, variable); };
  for (const group of tableGroups(parameters).flatMap(sameFile)) {
    const draft = tableVariable(group, context);
    if (draft !== undefined) know(draft);
  }
  for (const parameter of parameters.filter((other) => !isTable(other))) {
    const draft = plainVariable(parameter);
    if (draft === undefined) {
      texts.know(parameter.name);
      findings.add({ kind: 'PARAMETER_TYPE', script: script.name, function: parameter.name, facts: { '@type': 'LoadRunnerParameterFacts', type: parameter.type } });
    } else {
      if (draft.variable['@type'] === 'ConstantVariable') originals.set(parameter.name, draft.variable.value);
      know(draft);
    }
  }
}
