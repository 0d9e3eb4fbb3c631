import { type InjectionRule, type InjectionTarget, RULE_OF_TARGET } from '../../contract/correlation-rule.js';

/** One rule of a pack, before it belongs to a project. */
export interface PackRule {
  /** As the pack calls it (entities.md Appendix C, documented); without its leading underscores it is the variable. */
  readonly name: string;
  /** One capturing group; written for this project (Appendix C: theirs are not published). */
  readonly regexp: string;
  readonly injections: readonly InjectionRule[];
  /** Where the value is looked for; the body unless said. */
  readonly from: 'BODY' | 'HEADERS';
  /** Which match is taken: twins whose name ends in a digit take the second, the third. */
  readonly nth: number;
}

/** Where a value may be put: a target, and what the name of the parameter or header (the path, the body) must match. */
export type Reach = readonly [target: InjectionTarget, regexp?: string];

/** A rule of the packs. */
export function packRule(name: string, regexp: string, reach: readonly Reach[], { from = 'BODY', nth = 1 }: { from?: PackRule['from']; nth?: number } = {}): PackRule {
  return { name, regexp, from, nth, injections: reach.map(([target, where = '.*']) => ({ '@type': RULE_OF_TARGET[target], regexp: where })) };
}

/** In a form or a query string, under exactly this name (a regular expression of names without anchors). */
export const parameter = (names: string): readonly Reach[] => [['POST_PARAM', `^(?:${names})$`], ['QUERY_PARAM', `^(?:${names})$`]];
/** In headers whose name holds this, in any case. */
export const header = (part: string): Reach => ['HEADER', `(?i)${part}`];
