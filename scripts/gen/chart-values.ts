import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Schema { type?: string | string[]; description?: string; enum?: unknown[]; properties?: Record<string, Schema>; anyOf?: Schema[] }
type Values = Record<string, unknown>;

/** The values of the chart as a table: names and meanings from values.schema.json, defaults from values.yaml. */
export function chartValues(folder: string): string {
  const schema = JSON.parse(readFileSync(`${folder}/values.schema.json`, 'utf8')) as Schema;
  const rows = rowsOf(schema, parse(readFileSync(`${folder}/values.yaml`, 'utf8')) as Values, '');
  return ['| Value | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}

/** What another chart reads, or Helm sets, has no default here and no place in the table. */
const FOREIGN = /^(Of the OctoPerf Enterprise chart|Set by Helm)/;

function rowsOf({ properties = {} }: Schema, values: Values, prefix: string): string[] {
  return Object.entries(properties).filter(([, { description = '' }]) => !FOREIGN.test(description)).flatMap(([name, schema]) => {
    const value = values[name];
    const path = `${prefix}${name}`;
    if (schema.properties !== undefined) return rowsOf(schema, (value ?? {}) as Values, `${path}.`);
    const meaning = [schema.description ?? '', ...(schema.enum === undefined ? [] : [`One of ${schema.enum.map((one) => (one === '' ? 'empty' : `\`${String(one)}\``)).join(', ')}.`])].join(' ').trim();
    return [`| \`${path}\` | ${shown(value)} | ${meaning.replaceAll('|', '\\|')} |`];
  });
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return 'empty';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}
