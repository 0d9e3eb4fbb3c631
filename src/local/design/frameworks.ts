import { CorrelationRule } from '../../contract/correlation-rule.js';
import { AZURE_AD, OAUTH, SAML } from './frameworks-of-identity.js';
import { DOT_NET, JAVA, TOKEN } from './frameworks-of-sessions.js';
import type { PackRule } from './frameworks-rule.js';

/** A pack of correlation rules for one kind of site. */
export interface Framework { readonly id: string; readonly name: string; readonly rules: readonly PackRule[] }

/** The packs of the platform: names and sizes documented, ids and expressions ours (behaviour.md §14.1; entities.md Appendix C). */
export const FRAMEWORKS: readonly Framework[] = [
  { id: 'SAML', name: 'SAML', rules: SAML },
  { id: 'OAUTH', name: 'OAuth', rules: OAUTH },
  { id: 'TOKEN', name: 'Token', rules: TOKEN },
  { id: 'DOT_NET', name: '.NET', rules: DOT_NET },
  { id: 'JAVA', name: 'Java', rules: JAVA },
  { id: 'AZURE_AD', name: 'AzureAD', rules: AZURE_AD },
];

/** A pack by its id or name, in any case. */
export function findFramework(idOrName: string): Framework | undefined {
  const wanted = idOrName.toLowerCase();
  return FRAMEWORKS.find(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
}

/** The rules of a pack as they are stored in a project, still without id and owner. */
export function rulesOf({ name: pack, rules }: Framework, projectId: string): CorrelationRule[] {
  return rules.map(({ name, regexp, injections, from, nth }) => CorrelationRule.parse({
    id: '', userId: '', projectId, name, enabled: true,
    description: `Of the correlation framework ${pack}.`,
    extractor: { '@type': 'RegexpVariableExtractor', id: '', name: name.replace(/^_+/, ''), enabled: true, regexp, template: '$1$', from, matchNumber: nth, defaultValue: 'NOT_FOUND', applyTo: 'REQUEST_ONLY' },
    injectionRules: injections.map((injection) => ({ ...injection })),
  }));
}

/** Fields that say whose a rule is and when it was written, not what it does (behaviour.md §14.3: the first three documented; the dates are this backend's). */
const OWNERSHIP: ReadonlySet<string> = new Set(['id', 'userId', 'projectId', 'created', 'lastModified']);

/** Whether two rules are the same but for whose they are. */
export function sameRule(left: CorrelationRule, right: CorrelationRule): boolean {
  return substance(left) === substance(right);
}

function substance(rule: CorrelationRule): string {
  return JSON.stringify(sorted(Object.fromEntries(Object.entries(rule).filter(([field]) => !OWNERSHIP.has(field)))));
}

/** The value with the fields of every object in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).filter(([, inner]) => inner !== undefined).sort(([left], [right]) => (left < right ? -1 : 1)).map(([field, inner]) => [field, sorted(inner)]);
}
