import { z } from 'zod';
import { Extractor } from './extractors.js';
import { entityFields, typed } from './wire.js';

/** `regexp` restrains where the variable is injected; `.*` = everywhere (entities.md §8: eight subtypes documented, spellings ours). */
const restrained = { regexp: z.string().default('.*') };

export const InjectionRule = z.discriminatedUnion('@type', [
  typed('HeaderNameInjectionRule', restrained),
  typed('HeaderValueInjectionRule', restrained),
  typed('QueryParameterNameInjectionRule', restrained),
  typed('QueryParameterValueInjectionRule', restrained),
  typed('PostParameterNameInjectionRule', restrained),
  typed('PostParameterValueInjectionRule', restrained),
  typed('RequestPathInjectionRule', restrained),
  typed('PostBodyInjectionRule', restrained),
]).meta({ id: 'InjectionRule' });
export type InjectionRule = z.infer<typeof InjectionRule>;

/** Where to extract and where to inject, project wide (entities.md §7). */
export const CorrelationRule = z.looseObject({ ...entityFields, projectId: z.string(), enabled: z.boolean().default(true), extractor: Extractor, injectionRules: z.array(InjectionRule) });
export type CorrelationRule = z.infer<typeof CorrelationRule>;

/** The words of `create_correlation_rule` (auto-correlation skill, documented) and the rule type each stands for. */
export const InjectionTarget = z.enum(['POST_PARAM', 'HEADER', 'PATH', 'QUERY_PARAM', 'BODY']);
export type InjectionTarget = z.infer<typeof InjectionTarget>;
export const RULE_OF_TARGET = {
  POST_PARAM: 'PostParameterValueInjectionRule',
  HEADER: 'HeaderValueInjectionRule',
  PATH: 'RequestPathInjectionRule',
  QUERY_PARAM: 'QueryParameterValueInjectionRule',
  BODY: 'PostBodyInjectionRule',
} as const satisfies Record<InjectionTarget, InjectionRule['@type']>;

/** A pack of rules: SAML, OAuth, Token, .NET, Java, AzureAD (auto-correlation skill: names and counts documented; keys ours). */
export const CorrelationFramework = z.looseObject({ id: z.string(), name: z.string(), ruleCount: z.int().min(0) });
export type CorrelationFramework = z.infer<typeof CorrelationFramework>;
