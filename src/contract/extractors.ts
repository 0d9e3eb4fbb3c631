import { z } from 'zod';
import { typed } from './wire.js';

/** Which part of a sample a processor looks at (`ResponseAssertion.type` documented; same words for extractors, inferred). */
export const SampleScope = z.enum(['REQUEST_ONLY', 'REQUEST_AND_SUBREQUESTS', 'SUBREQUESTS_ONLY']);
export const ExtractFrom = z.enum(['BODY', 'BODY_UNESCAPED', 'HEADERS', 'REQUEST_HEADERS', 'URL', 'RESPONSE_CODE', 'RESPONSE_MESSAGE']);
export type ExtractFrom = z.infer<typeof ExtractFrom>;

/** Common fields: `name` is the variable created; `matchNumber` n = nth, 0 = random, -1 = all (entities.md §3.4). */
const common = {
  id: z.string(),
  name: z.string(),
  enabled: z.boolean().default(false),
  defaultValue: z.string().default(''),
  matchNumber: z.int().min(-1).default(1),
  applyTo: SampleScope.default('REQUEST_ONLY'),
};
const namespaces = z.record(z.string(), z.string()).default({});

export const RegexpVariableExtractor = typed('RegexpVariableExtractor', { ...common, regexp: z.string(), template: z.string().default('$1$'), from: ExtractFrom.default('BODY') });
export const JsonVariableExtractor = typed('JsonVariableExtractor', { ...common, path: z.string() });
export const JMESPathVariableExtractor = typed('JMESPathVariableExtractor', { ...common, path: z.string() });
export const XPath1VariableExtractor = typed('XPath1VariableExtractor', { ...common, xpath: z.string(), namespaces, tolerant: z.boolean().default(false), returnFragment: z.boolean().default(false) });
export const XPath2VariableExtractor = typed('XPath2VariableExtractor', { ...common, xpath: z.string(), namespaces, returnFragment: z.boolean().default(false) });
export const CssVariableExtractor = typed('CssVariableExtractor', { ...common, selector: z.string(), attribute: z.string().default(''), engine: z.enum(['JSOUP', 'JODD']).default('JSOUP') });
export const BoundaryVariableExtractor = typed('BoundaryVariableExtractor', { ...common, leftBoundary: z.string(), rightBoundary: z.string(), from: ExtractFrom.default('BODY') });

export const EXTRACTORS = [RegexpVariableExtractor, JsonVariableExtractor, JMESPathVariableExtractor, XPath1VariableExtractor, XPath2VariableExtractor, CssVariableExtractor, BoundaryVariableExtractor] as const;
export const Extractor = z.discriminatedUnion('@type', EXTRACTORS).meta({ id: 'Extractor' });
export type Extractor = z.infer<typeof Extractor>;
export type RegexpVariableExtractor = z.infer<typeof RegexpVariableExtractor>;
