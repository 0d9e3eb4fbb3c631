import type { NeoloadVariable, VariableReach } from '../model.js';
import { field, flag, isMapping, list, onlyEntry, text, textField, whole, type Mapping } from './values.js';

const REACHES: Readonly<Record<string, VariableReach>> = { local: 'LOCAL', global: 'GLOBAL', unique: 'UNIQUE' };
const reachOf = (own: Mapping): VariableReach => REACHES[textField(own, 'scope')] ?? 'GLOBAL';
const ENDS: Readonly<Record<string, 'CYCLE' | 'STOP' | 'NO_VALUE'>> = { cycle: 'CYCLE', stop_test: 'STOP', stop: 'STOP', no_value_code: 'NO_VALUE' };
const endOf = (own: Mapping): 'CYCLE' | 'STOP' | 'NO_VALUE' => ENDS[textField(own, 'out_of_value')] ?? 'CYCLE';
const columnsOf = (own: Mapping): string[] => list(field(own, 'column_names')).map(text).filter((name) => name !== '');
/** `each_iteration` is NeoLoad's default (public reference, variables.md). */
const eachIteration = (own: Mapping): boolean => textField(own, 'change_policy', 'each_iteration') === 'each_iteration';
const shared = (own: Mapping): { scope: VariableReach; random: boolean; atEnd: 'CYCLE' | 'STOP' | 'NO_VALUE' } => ({ scope: reachOf(own), random: textField(own, 'order') === 'random', atEnd: endOf(own) });

/** Reads one kind of variable by its key; a kind of later versions is one that is computed, as far as this importer knows. */
const KINDS: Readonly<Record<string, (own: Mapping) => DistributiveOmit<NeoloadVariable, 'name' | 'description'>>> = {
  constant: (own) => ({ is: 'CONSTANT', value: textField(own, 'value') }),
  file: (own) => ({ is: 'FILE', path: textField(own, 'path'), columns: columnsOf(own), firstLineIsHeader: flag(own, 'is_first_line_column_names'), startLine: whole(field(own, 'start_from_line'), 1), delimiter: textField(own, 'delimiter', ','), ...shared(own) }),
  list: (own) => ({ is: 'LIST', columns: columnsOf(own), rows: list(field(own, 'values')).map((row) => (Array.isArray(row) ? row.map(text) : [text(row)])), ...shared(own) }),
  counter: (own) => ({ is: 'COUNTER', start: whole(field(own, 'start'), 0), end: whole(field(own, 'end'), Number.MAX_SAFE_INTEGER), increment: whole(field(own, 'increment'), 1), scope: reachOf(own), eachIteration: eachIteration(own) }),
  random_number: (own) => ({ is: 'RANDOM_NUMBER', min: whole(field(own, 'min'), 0), max: whole(field(own, 'max'), 0) }),
  random_string: (own) => ({ is: 'GENERATED', source: 'random string', script: '', replacement: `\${__RandomString(${Math.max(1, Math.min(1000, whole(field(own, 'max_length'), 10)))},abcdefghijklmnopqrstuvwxyz)}` }),
  random_uuid: (own) => ({ is: 'GENERATED', source: 'random UUID', script: '', replacement: flag(own, 'upper_case') ? '${__changeCase(${__UUID()},UPPER,)}' : '${__UUID()}' }),
  javascript: (own) => ({ is: 'GENERATED', source: 'JavaScript', script: textField(own, 'script'), replacement: '' }),
  shared_queue: (own) => ({ is: 'QUEUE', size: whole(field(own, 'queue_size'), 10_000), pollTimeoutMs: whole(field(own, 'consumer_timeout'), 5000) }),
  password: () => ({ is: 'PASSWORD' }),
  secret_vault: () => ({ is: 'PASSWORD' }),
  sql: (own) => ({ is: 'SQL', database: textField(own, 'connection_url'), query: textField(own, 'query') }),
};
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function generated(kind: string, own: Mapping): DistributiveOmit<NeoloadVariable, 'name' | 'description'> {
  const format = textField(own, 'format').replace(/[\\,{}$]/g, '\\$&');
  return { is: 'GENERATED', source: kind.replaceAll('_', ' '), script: '', replacement: /date/i.test(kind) && format !== '' ? `\${__time(${format},)}` : '' };
}

/** `variables` of an as-code project (public schema and reference, variables.md). */
export function readVariables(variables: readonly unknown[]): NeoloadVariable[] {
  return variables.flatMap((variable): NeoloadVariable[] => {
    const [kind, own] = onlyEntry(variable) ?? [];
    if (kind === undefined || !isMapping(own)) return [];
    const name = textField(own, 'name');
    if (name === '') return [];
    const reader = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    return [{ name, description: textField(own, 'description'), ...(reader?.(own) ?? generated(kind, own)) }];
  });
}
