import { z } from 'zod';
import { CorrelationRule, RULE_OF_TARGET } from '../../contract/correlation-rule.js';
import { url } from '../vocabulary/listings.js';

/** A rule as a list needs it: an extractor or an injection unknown to this server must not hide the rules beside it. */
export const ListedRule = CorrelationRule.extend({
  extractor: z.looseObject({ '@type': z.string(), name: z.string().default('') }),
  injectionRules: z.array(z.looseObject({ '@type': z.string(), regexp: z.string().default('.*') })),
});
export type ListedRule = z.output<typeof ListedRule>;

export const CorrelationRuleListing = z.object({
  id: z.string(),
  name: z.string(),
  expression: z.string().describe('What finds the value in a response.'),
  variable: z.string().describe('Written ${variable} where the value is injected.'),
  extractFrom: z.string().optional(),
  injectionTargets: z.array(z.string()),
  injectionRegex: z.string().optional().describe('Names or texts the injection is restrained to.'),
  enabled: z.boolean().optional().describe('Only on rules that are switched off.'),
  url,
});

/** Fields of the seven extractor types that say what is looked for (entities.md §3.4). */
const EXPRESSIONS = ['regexp', 'path', 'xpath', 'selector', 'leftBoundary', 'rightBoundary'];
const EVERYWHERE = '.*';

export function correlationRuleListing({ id, name, enabled, extractor, injectionRules }: ListedRule, link: string): z.input<typeof CorrelationRuleListing> {
  const restraints = [...new Set(injectionRules.map(({ regexp }) => regexp))].filter((regexp) => regexp !== EVERYWHERE);
  return {
    id, name,
    expression: EXPRESSIONS.map((field) => extractor[field]).filter((value) => typeof value === 'string').join(' … '),
    variable: extractor.name,
    ...(typeof extractor['from'] === 'string' ? { extractFrom: extractor['from'] } : {}),
    injectionTargets: injectionRules.map((rule) => targetOf(rule['@type'])),
    ...(restraints.length === 0 ? {} : { injectionRegex: restraints.join(' | ') }),
    ...(enabled ? {} : { enabled }),
    url: link,
  };
}

/** The word of create_correlation_rule where there is one, else the type itself. */
const targetOf = (type: string): string => Object.entries(RULE_OF_TARGET).find(([, ruleType]) => ruleType === type)?.[0] ?? type;
