import { z } from 'zod';
import type { OctoperfClient } from '../../octoperf/octoperf-client.js';
import { ListedRule } from './correlation-rule-listing.js';
import type { Known } from './suggestions/suggest-rules.js';

/** What a suggestion must not repeat: expressions of the project's rules; names of its rules' variables and of its own. */
export async function knownTo(octoperf: OctoperfClient, projectId: string): Promise<Known> {
  const [rules, variables] = await Promise.all([
    octoperf.call('correlationRules', z.array(ListedRule), { projectId }),
    octoperf.call('variables', z.array(z.looseObject({ name: z.string() })), { projectId }),
  ]);
  const regexes = rules.flatMap(({ enabled, extractor }) => (enabled && typeof extractor['regexp'] === 'string' ? [extractor['regexp']] : []));
  return { variables: [...rules.map(({ extractor }) => extractor.name), ...variables.map(({ name }) => name)], regexes: new Set(regexes) };
}
