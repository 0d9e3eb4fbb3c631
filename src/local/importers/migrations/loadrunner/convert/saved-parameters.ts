import type { Argument, Call, Statement } from '../c-program.js';
import type { ScriptFolder } from '../script-folder.js';
import { argumentOf, literalOf, numberOf, type ScriptTexts } from '../texts.js';
import { webArguments } from '../web-arguments.js';
import { dateReference } from './date-parameters.js';

/** Everything a script writes to a parameter, in the order of its files. `certain`: each one is a text that needs no C to know. */
export interface Saved { readonly values: string[]; readonly certain: boolean }

/** Calls of a piece of a program in order, those in blocks, branches and loops included. */
export function* callsIn(statements: readonly Statement[]): Generator<Call> {
  for (const statement of statements) {
    if (statement.kind === 'call') yield statement;
    else if (statement.kind === 'if') { yield* callsIn(statement.then); yield* callsIn(statement.otherwise); }
    else if (statement.kind === 'switch') for (const { body } of statement.cases) yield* callsIn(body);
    else if ('body' in statement) yield* callsIn(statement.body);
  }
}

/** Name of the parameter a capture fills: first argument of the oldest function, `ParamName` of the others. */
export function captureName(call: Call): string | undefined {
  if (call.name === 'web_reg_save_param' || call.name === 'web_create_html_param' || call.name === 'web_create_html_param_ex') return literalOf(call.given[0]);
  return webArguments(call.given, false).attributes.get('paramname');
}

const isCapture = (name: string): boolean => /^web_reg_save_param/.test(name) || /^web_create_html_param/.test(name);
const textual = (argument: Argument | undefined): string | undefined => literalOf(argument) ?? literalOf(argumentOf(argument, 'lr_eval_string'));
/** What is not known is empty, and says so (loadrunner-migration skill, SAVED_PARAMETER). */
const known = (value: string | undefined): [string, boolean] => [value ?? '', value !== undefined];

/** A printf format whose every conversion is a text of the script; undefined where one is a number, or a text C makes. */
function formatted({ given }: Call): string | undefined {
  const format = literalOf(given[1]);
  const values = given.slice(2).map(textual);
  if (format === undefined || format.replace(/%[s%]/g, '').includes('%') || values.some((value) => value === undefined)) return undefined;
  let at = 0;
  return format.replace(/%([s%])/g, (_whole, kind: string) => (kind === '%' ? '%' : (values[at++] ?? '')));
}

/** Which argument of a function that writes a parameter names it. */
const NAME_AT: Readonly<Record<string, number>> = { lr_save_string: 1, lr_save_int: 1, lr_save_var: 3, lr_param_sprintf: 0, lr_save_datetime: 2, lr_param_increment: 0, lr_guid_gen: 0, lr_generate_uuid: 0, web_save_timestamp_param: 0 };

/** Parameters a script fills while it runs; all of them are known before the first line is converted. */
export class SavedParameters {
  private readonly written = new Map<string, Saved>();
  private readonly reported = new Set<string>();
  private readonly dates = new Map<string, string[]>();
  private readonly captured = new Set<string>();

  constructor(script: ScriptFolder, private readonly texts: ScriptTexts, private readonly fromFile: (name: string) => boolean) {
    const calls = script.functions.flatMap(({ body }) => [...callsIn(body)]);
    for (const call of calls) if (call.name === 'lr_save_datetime') this.countDate(call);
    for (const call of calls) this.read(call);
  }

  private countDate(call: Call): void {
    const name = literalOf(call.given[2]) ?? '';
    const formats = this.dates.get(name) ?? [];
    this.dates.set(name, [...formats, literalOf(call.given[0]) ?? '']);
  }

  private read(call: Call): void {
    if (isCapture(call.name)) this.readCapture(call);
    else if (call.name === 'web_reg_find') this.readCount(call);
    else if (call.name === 'lr_save_datetime') this.readDate(call);
    else if (call.name === 'web_save_timestamp_param') this.know(literalOf(call.given[0]), '__time()');
    else this.readSave(call);
  }

  private readCapture(call: Call): void {
    const name = captureName(call);
    this.know(name);
    this.captured.add(name ?? '');
  }

  private know(name: string | undefined, variable?: string): void {
    if (name !== undefined && name !== '') this.texts.know(name, variable);
  }

  /** `SaveCount` of a check: here a capture of every occurrence, whose number the engine counts. */
  private readCount(call: Call): void {
    const name = webArguments(call.given, false).attributes.get('savecount');
    if (name !== undefined) this.know(name, `${name}_matchNr`);
  }

  /** A date saved in one place is written where it is used; one saved in two has to be told apart by hand. */
  private readDate(call: Call): void {
    const name = literalOf(call.given[2]);
    const reference = name !== undefined && this.dates.get(name)?.length === 1 && !this.fromFile(name) ? dateReference(literalOf(call.given[0]), call.given[1] ?? []) : undefined;
    this.know(name, reference);
  }

  private readSave(call: Call): void {
    const at = NAME_AT[call.name];
    const name = at === undefined ? undefined : literalOf(call.given[at]);
    if (name === undefined || name === '') return;
    this.know(name);
    const [value, certain] = this.valueOf(call);
    const before = this.written.get(name) ?? { values: [], certain: true };
    this.written.set(name, { values: before.values.includes(value) ? before.values : [...before.values, value], certain: before.certain && certain });
  }

  private valueOf(call: Call): [string, boolean] {
    if (call.name === 'lr_param_sprintf') return known(formatted(call));
    if (call.name === 'lr_save_int') return known(numberOf(call.given[0])?.toString());
    return known(call.name === 'lr_save_string' ? textual(call.given[0]) : undefined);
  }

  /** What a script writes to a parameter; none where it is no such parameter. */
  of(name: string): Saved {
    const found = this.written.get(name) ?? { values: [], certain: false };
    return { ...found, values: found.values.map((value) => this.texts.of(value)) };
  }

  /** The one text a parameter ever holds, so that a constant can stand for it; undefined where it changes while the script runs. */
  constantOf(name: string): string | undefined {
    const { values, certain } = this.of(name);
    const [only, ...others] = values;
    return certain && only !== undefined && others.length === 0 && !only.includes('${') && !this.captured.has(name) && !this.fromFile(name) ? only : undefined;
  }

  /** Formats of every date a script writes to a parameter. */
  datesOf(name: string): readonly string[] {
    return this.dates.get(name) ?? [];
  }

  /** Parameters the script writes by a save function. */
  names(): string[] {
    return [...this.written.keys()];
  }

  /** Whether this is the first time a parameter is met: it is reported once a script. */
  first(name: string): boolean {
    if (this.reported.has(name)) return false;
    this.reported.add(name);
    return true;
  }
}
