import { z } from 'zod';
import { entityFields, typed } from './wire.js';

/** `PRIVATE` = a cursor per VU, `SHARED` = each value to one user only (bzm CSVVariable, documented). */
export const VariableScope = z.enum(['PRIVATE', 'SHARED']);
export const SecretValue = z.looseObject({ type: z.enum(['PLAIN', 'ENCRYPTED']), value: z.string() });

export const ConstantVariable = typed('ConstantVariable', { value: z.string() });
export const CSVVariable = typed('CSVVariable', {
  filename: z.string(),
  encoding: z.string().default(''),
  delimiter: z.string().default(','),
  allowQuotedData: z.boolean().default(false),
  recycleOnEOF: z.boolean().default(false),
  stopThreadOnEOF: z.boolean().default(false),
  scope: VariableScope,
  names: z.array(z.string()),
  shuffle: z.boolean().default(false),
  ignoreFirstLine: z.boolean().default(false),
  offset: z.int().min(0).default(0),
});
export const CounterVariable = typed('CounterVariable', {
  start: z.int().default(0),
  end: z.int().default(Number.MAX_SAFE_INTEGER),
  increment: z.int().default(1),
  format: z.string().default(''),
  trackPerUser: z.boolean().default(false),
  resetOnEachIteration: z.boolean().default(false),
});
export const RandomVariable = typed('RandomVariable', { min: z.int(), max: z.int(), format: z.string().default(''), perUser: z.boolean().default(false), seed: z.int().nullish() });
export const SecretVariable = typed('SecretVariable', { value: SecretValue });
export const ListVariable = typed('ListVariable', { values: z.array(z.string()), order: z.enum(['SEQUENTIAL', 'RANDOM']).default('SEQUENTIAL'), scope: VariableScope.default('PRIVATE') });
export const Variable = z.discriminatedUnion('@type', [ConstantVariable, CSVVariable, CounterVariable, RandomVariable, SecretVariable, ListVariable]).meta({ id: 'Variable' });

/** Project-scoped envelope (bzm VariableWrapper, documented); `name` is the `${name}`, for CSV only a label. */
export const VariableWrapper = z.looseObject({ ...entityFields, projectId: z.string(), variable: Variable });
export type VariableWrapper = z.infer<typeof VariableWrapper>;
