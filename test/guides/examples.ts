import { readFileSync } from 'node:fs';
import { SLAProfile } from '../../src/contract/sla-profile.js';

/** Examples of what a published schema describes, as they go over the wire. */
export const examples = (name: string): Record<string, unknown>[] => JSON.parse(readFileSync(new URL(`./examples/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>[];

/** The profile that the sla skill speaks of: the default bands of two metrics. */
export const slaProfile: SLAProfile = SLAProfile.parse(examples('sla-profile')[0]);
