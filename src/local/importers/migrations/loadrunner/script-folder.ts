import { fileOf, folderOf, type ProjectFiles } from '../project-files.js';
import { readProgram, type CFunction } from './c-program.js';
import { iniSection, iniValue, readIni, type Ini } from './ini.js';
import type { Braces } from './texts.js';

/** Think times as they are at replay (`[ThinkTime]` of default.cfg). */
export interface ThinkTimeSettings { readonly on: boolean; readonly factor: number; readonly limitSeconds: number | undefined; readonly random: { readonly low: number; readonly high: number } | undefined }
/** Pace of the iterations as the run logic writes it; seconds. */
export interface Pace { readonly type: string; readonly minimum: number; readonly maximum: number }
export interface RunSettings { readonly iterations: number | undefined; readonly pace: Pace | undefined }

/** A step of the run logic: an action, or a block that plays its own steps so often. */
export type RunStep = { readonly action: string } | { readonly block: string; readonly iterations: number; readonly random: boolean; readonly steps: RunStep[] };

/** One VuGen script: a folder with a .usr file. */
export interface ScriptFolder {
  readonly name: string;
  readonly folder: string;
  /** Tokens of `ActiveTypes`; empty where it says nothing. */
  readonly protocols: string[];
  readonly braces: Braces;
  readonly codePage: number;
  readonly functions: CFunction[];
  readonly init: string[];
  readonly run: RunStep[];
  readonly end: string[];
  readonly thinkTime: ThinkTimeSettings;
  readonly settings: RunSettings;
  /** Iterations that default.cfg says; VuGen keeps both in step, hands do not. */
  readonly configuredIterations: number | undefined;
  readonly parameters: Ini;
}

/** C files VuGen makes when it compiles: they declare every function there is. */
const COMPILED = /^(?:pre_cci|combined_.*)\.c$/i;
const NESTING = 10;

const positive = (text: string): number | undefined => { const number = Number(text.replace(',', '.')); return text.trim() !== '' && Number.isFinite(number) && number >= 0 ? number : undefined; };
const whole = (text: string): number | undefined => { const number = positive(text); return number === undefined ? undefined : Math.trunc(number); };

/** Pace and iterations of a run logic (default.usp, or the copy a Controller keeps). */
export function runSettingsOf(usp: Ini): RunSettings {
  const root = (key: string): string => iniValue(usp, 'RunLogicRunRoot', key);
  const type = root('RunLogicPaceType');
  const bounds: Readonly<Record<string, readonly [string, string]>> = {
    Const: ['RunLogicPaceConstTime', 'RunLogicPaceConstTime'], ConstAfter: ['RunLogicPaceConstAfterTime', 'RunLogicPaceConstAfterTime'],
    After: ['RunLogicAfterPaceMin', 'RunLogicAfterPaceMax'], Random: ['RunLogicRandomPaceMin', 'RunLogicRandomPaceMax'],
  };
  const [low, high] = bounds[type] ?? ['RunLogicRandomPaceMin', 'RunLogicRandomPaceMax'];
  const pace = type === '' || type === 'Asap' ? undefined : { type, minimum: positive(root(low)) ?? 0, maximum: positive(root(high)) ?? 0 };
  return { iterations: whole(root('RunLogicNumOfIterations')), pace };
}

function thinkTimeOf(cfg: Ini): ThinkTimeSettings {
  const value = (key: string): string => iniValue(cfg, 'ThinkTime', key);
  const options = value('Options').toUpperCase();
  return {
    on: options !== 'NOTHINK', factor: options === 'MULTIPLY' || value('Factor') !== '' ? (positive(value('Factor')) ?? 1) : 1,
    limitSeconds: value('LimitFlag') === '1' ? positive(value('Limit')) : undefined,
    random: options === 'RANDOM' ? { low: positive(value('ThinkTimeRandomLow')) ?? 50, high: positive(value('ThinkTimeRandomHigh')) ?? 150 } : undefined,
  };
}

/** Steps below a node of the run logic: sections are called `<father>:<name>` or by their name alone. */
function runSteps(usp: Ini, section: string, depth: number): RunStep[] {
  const names = (iniValue(usp, section, 'MercIniTreeSons') || iniValue(usp, section, 'RunLogicActionOrder')).split(',').map((name) => name.trim()).filter((name) => name !== '');
  return names.flatMap((name): RunStep[] => {
    const own = [`${section}:${name}`, `RunLogicRunRoot:${name}`, name].find((candidate) => iniSection(usp, candidate).size > 0);
    const kind = own === undefined ? 'Action' : iniValue(usp, own, 'RunLogicObjectKind');
    if (own === undefined || kind !== 'Block' || depth >= NESTING) return [{ action: (own === undefined ? '' : iniValue(usp, own, 'Name')) || name }];
    return [{ block: iniValue(usp, own, 'Name') || name, iterations: whole(iniValue(usp, own, 'RunLogicNumOfIterations')) ?? 1, random: iniValue(usp, own, 'RunLogicRunMode') === 'Random', steps: runSteps(usp, own, depth + 1) }];
  });
}

/** Which actions run once at the start, again and again, and once at the end. */
function sequences(usp: Ini, actions: readonly string[]): Pick<ScriptFolder, 'init' | 'run' | 'end'> {
  const isInit = (name: string): boolean => /^vuser_init$/i.test(name);
  const isEnd = (name: string): boolean => /^vuser_end$/i.test(name);
  const run = runSteps(usp, 'RunLogicRunRoot', 0);
  return { init: actions.filter(isInit), end: actions.filter(isEnd), run: run.length > 0 ? run : actions.filter((name) => !isInit(name) && !isEnd(name)).map((action) => ({ action })) };
}

function scriptOf(path: string, files: ProjectFiles): ScriptFolder {
  const folder = folderOf(path);
  const usr = readIni(files.text(path) ?? '');
  const general = (key: string): string => iniValue(usr, 'General', key);
  const cfg = readIni(files.text(`${folder}${general('DefaultCfg') || 'default.cfg'}`) ?? '');
  const usp = readIni(files.text(`${folder}${[...iniSection(usr, 'RunLogicFiles').values()][0] ?? 'default.usp'}`) ?? files.text(`${folder}default.usp`) ?? '');
  const codePage = Number(iniValue(cfg, 'WEB', 'RecorderWinCodePage')) || 1252;
  const sources = files.matching(/\.c$/i, folder).filter((file) => folderOf(file).toLowerCase() === folder.toLowerCase() && !COMPILED.test(fileOf(file)));
  const functions = sources.flatMap((file) => readProgram(files.text(file, codePage) ?? '', fileOf(file)));
  const listed = [...iniSection(usr, 'Actions').keys()];
  const parameterFile = [general('ParameterFile'), ...files.matching(/\.prm$/i, folder).map(fileOf)].find((name) => name !== '' && files.bytes(`${folder}${name}`) !== undefined);
  return {
    name: fileOf(path).replace(/\.usr$/i, ''), folder, protocols: general('ActiveTypes').split(/[,+;]/).map((token) => token.trim()).filter((token) => token !== ''),
    braces: { left: general('ParamLeftBrace') || '{', right: general('ParamRightBrace') || '}' }, codePage, functions,
    ...sequences(usp, listed.length > 0 ? listed : functions.map(({ name }) => name)), thinkTime: thinkTimeOf(cfg), settings: runSettingsOf(usp),
    configuredIterations: whole(iniValue(cfg, 'Iterations', 'NumOfIterations')), parameters: readIni(parameterFile === undefined ? '' : (files.text(`${folder}${parameterFile}`, codePage) ?? '')),
  };
}

/** Every script of the archive, in its order; copies VuGen keeps below results are none. */
export function readScripts(files: ProjectFiles): ScriptFolder[] {
  return files.matching(/\.usr$/i).filter((path) => !/(?:^|\/)result\d*\//i.test(path)).map((path) => scriptOf(path, files));
}
