import { z } from 'zod';
import { entityFields } from '../../contract/wire.js';
import { cutText } from '../vocabulary/cut-text.js';
import { url } from '../vocabulary/listings.js';

/** A variable as a list needs it: a type unknown to this server must not hide the variables beside it. */
export const ListedVariable = z.looseObject({ ...entityFields, projectId: z.string(), variable: z.looseObject({ '@type': z.string() }) });
export type ListedVariable = z.output<typeof ListedVariable>;

export const VariableUsage = z.object({ virtualUserId: z.string(), name: z.string(), uses: z.int().describe('References in its tree.') });
export const VariableListing = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().optional(),
  type: z.string().describe('CONSTANT, CSV, COUNTER, RANDOM, SECRET or LIST'),
  value: z.string().describe('In short; a secret is never shown.'),
  columns: z.array(z.string()).optional().describe('CSV: what is written ${column}; the name is a label only.'),
  usages: z.array(VariableUsage).optional(),
  warning: z.string().optional(),
  url,
});

const HIDDEN = '(hidden)';
const VALUE_MAX = 200;
/** Constants that people keep passwords in. */
const SECRET_NAME = /pass(word|wd|phrase)?$|secret|token|api[-_.]?key|credential/i;

/** `CSVVariable` → `CSV`. */
const typeOf = (variable: ListedVariable['variable']): string => variable['@type'].replace(/Variable$/, '').toUpperCase();

export function variableListing({ id, name, description, variable }: ListedVariable, link: string): z.input<typeof VariableListing> {
  const columns = columnsOf(variable);
  return {
    id, name,
    ...(description === '' ? {} : { description }),
    type: typeOf(variable),
    value: cutText(SECRET_NAME.test(name) ? HIDDEN : valueOf(variable), VALUE_MAX).text,
    ...(columns === undefined ? {} : { columns }),
    url: link,
  };
}

/** Names that are written `${…}` to use the variable: the columns of a CSV file, else its own name (behaviour.md §12.2, documented). */
export const namesOf = ({ name, variable }: ListedVariable): readonly string[] => columnsOf(variable) ?? [name];

function columnsOf({ '@type': type, names }: ListedVariable['variable']): string[] | undefined {
  return type === 'CSVVariable' && Array.isArray(names) ? names.map(String) : undefined;
}

function valueOf(variable: ListedVariable['variable']): string {
  const word = (key: string): string => {
    const field = variable[key];
    return typeof field === 'string' || typeof field === 'number' || typeof field === 'boolean' ? String(field) : '';
  };
  switch (variable['@type']) {
    case 'ConstantVariable': return word('value');
    case 'CSVVariable': return `rows of ${word('filename')}, ${word('scope') === 'SHARED' ? 'each row to one user' : 'every user reads all rows'}`;
    case 'CounterVariable': return `${word('start')} to ${word('end')} by ${word('increment')}${word('trackPerUser') === 'true' ? ', one counter per user' : ''}`;
    case 'RandomVariable': return `${word('min')} to ${word('max')} at random`;
    case 'ListVariable': return `${Array.isArray(variable['values']) ? variable['values'].length : 0} values`;
    default: return HIDDEN;
  }
}
