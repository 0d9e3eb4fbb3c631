import { z } from 'zod';
import { InjectionTarget } from '../../contract/correlation-rule.js';
import type { ActionNode } from '../../contract/actions.js';
import { untrusted } from '../../mcp/index.js';
import { cutText } from '../vocabulary/cut-text.js';
import type { Link } from './suggestions/rule-drafts.js';
import type { Suggestion } from './suggestions/suggest-rules.js';
import { pathOf, type RecordedStep } from './suggestions/recorded-steps.js';

const EVIDENCE = 3;
const VALUE_MAX = 32;
const WHERE_MAX = 100;

const Request = z.object({ actionId: z.string(), request: z.string().describe('Method and path.') });
export const Evidence = z.object({
  producer: Request.describe('Its recorded response holds the value.'),
  consumer: Request.describe('It sends the value again.'),
  where: z.string(),
  value: z.string(),
});
export const ShownSuggestion = z.object({
  rule: z.object({
    projectId: z.string(),
    name: z.string(),
    variable: z.string(),
    regex: z.string(),
    extractFrom: z.enum(['BODY', 'HEADERS']),
    injectionTargets: z.array(InjectionTarget),
  }).describe('Arguments of create_correlation_rule, as they are.'),
  values: z.int().describe('Recorded values it carries.'),
  uses: z.int().describe('Places that send them.'),
  evidence: z.array(Evidence).describe(`At most ${EVIDENCE}.`),
});

export function shownSuggestion({ links, ...rule }: Suggestion, projectId: string, steps: readonly RecordedStep[]): z.input<typeof ShownSuggestion> {
  return {
    rule: { projectId, ...rule },
    values: new Set(links.map(({ value }) => value)).size,
    uses: links.length,
    evidence: links.slice(0, EVIDENCE).map((link) => evidence(link, steps)),
  };
}

export const evidence = ({ producer, consumer, where, value }: Link, steps: readonly RecordedStep[]): z.input<typeof Evidence> =>
  ({ producer: requestOf(steps[producer]?.node), consumer: requestOf(steps[consumer]?.node), where: where.slice(0, WHERE_MAX), value: untrusted(shortened(value)) });

function requestOf(node: ActionNode | undefined): z.input<typeof Request> {
  const method = typeof node?.['method'] === 'string' ? `${node['method']} ` : '';
  return { actionId: node?.id ?? '', request: node === undefined ? '' : `${method}${pathOf(node).slice(0, WHERE_MAX)}` };
}

function shortened(value: string): string {
  const { text, left } = cutText(value, VALUE_MAX);
  return left === 0 ? text : `${text}… (${value.length} characters)`;
}
