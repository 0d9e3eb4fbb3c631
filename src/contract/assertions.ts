import { z } from 'zod';
import { SampleScope } from './extractors.js';
import { typed } from './wire.js';

const common = { id: z.string(), name: z.string().default(''), enabled: z.boolean().default(false) };

/** Part of the exchange an assertion reads (entities.md §3.4: first three shown on the page, the others implied). */
export const AssertionLocation = z.enum(['BODY', 'HEADERS', 'STATUS_CODE', 'STATUS_MESSAGE', 'URL', 'REQUEST_HEADERS', 'REQUEST_BODY', 'DOCUMENT']);

/** `type` documented (validation-triage skill); the other keys S. `CONTAINS` and `MATCHES` are regular expressions. */
export const ResponseAssertion = typed('ResponseAssertion', {
  ...common,
  type: SampleScope,
  location: AssertionLocation,
  values: z.array(z.string()),
  rule: z.enum(['CONTAINS', 'MATCHES', 'EQUALS', 'SUBSTRING']),
  negate: z.boolean().default(false),
  assumeSuccess: z.boolean().default(false),
  any: z.boolean().default(false),
});

/** `regex` documented (neoload-migration skill); the other keys S. */
export const JsonAssertion = typed('JsonAssertion', {
  ...common,
  path: z.string(),
  validateValue: z.boolean().default(false),
  value: z.string().default(''),
  regex: z.boolean().default(false),
  expectNull: z.boolean().default(false),
  negate: z.boolean().default(false),
});

export const ASSERTIONS = [ResponseAssertion, JsonAssertion] as const;
export type ResponseAssertion = z.infer<typeof ResponseAssertion>;
export type JsonAssertion = z.infer<typeof JsonAssertion>;
