import { z } from 'zod';
import { kindOf, LOADRUNNER_KINDS, LoadRunnerNamedFacts, LoadRunnerOtherFacts, NEOLOAD_KINDS, NeoloadNamedFacts, NeoloadOtherFacts } from './migration-facts.js';
import { VirtualUser } from './virtual-user.js';

/** Options of a JMX import (bzm-to-octoperf-maven-plugin JmxDesignImportRequest, documented); the `design` part of `/imports/jmx`. */
export const JmxDesignImportRequest = z.looseObject({ resources: z.enum(['KEEP_ALL', 'REMOVE']).default('KEEP_ALL'), adBlocking: z.enum(['ENABLED', 'DISABLED']).default('DISABLED') });
export type JmxDesignImportRequest = z.infer<typeof JmxDesignImportRequest>;

/** Answer of `/imports/jmx`; `/design/imports/jmx` answers the bare array (octoperf-rest-api.md §10, documented). */
export const JmxImportResult = z.looseObject({ virtualUsers: z.array(VirtualUser) });

/** Body of the two imports that take addresses (octoperf-rest-api.md §4.2: body inferred, `DO_NOT_CRAWL` the only mode named). */
export const UrlsImportRequest = z.looseObject({ urls: z.array(z.string()).min(1).max(500), name: z.string().max(80).optional(), crawl: z.enum(['DO_NOT_CRAWL']).default('DO_NOT_CRAWL') });
export type UrlsImportRequest = z.infer<typeof UrlsImportRequest>;

/**
 * What a reader of an import should know; our addition `importReport` to the answer of every import. `kept` = it is there but not
 * executed or needs something, `changed` = it is there in another form, `dropped` = it is not there.
 */
export const ImportReport = z.looseObject({
  requests: z.int(),
  notes: z.array(z.looseObject({ level: z.enum(['kept', 'changed', 'dropped']).optional(), type: z.string().optional(), name: z.string().optional(), place: z.string().optional(), reason: z.string() })),
  notesLeftOut: z.int().optional(),
});
export type ImportReport = z.infer<typeof ImportReport>;

const portability = z.enum(['MECHANICAL', 'ASSISTED', 'MOSTLY_MANUAL']);
/** An entry is data, not prose: `kind` names a section of the migration skill (behaviour.md §30, documented). */
const marker = z.string().default('').describe('exact name of a planted action; empty where none was, and in an analysis');

/** Answer of the NeoLoad analyse and import uploads (contract/resources.yaml: names documented, nesting ours). */
export const NeoloadAssessment = z.looseObject({
  portability,
  plugins: z.array(z.string()).default([]),
  virtualUsers: z.array(z.looseObject({ name: z.string() })).default([]),
  unconverted: z.array(z.looseObject({ kind: kindOf(NEOLOAD_KINDS), marker, facts: NeoloadNamedFacts.or(NeoloadOtherFacts).nullish(), virtualUser: z.string().nullish(), tag: z.string().nullish() })).default([]),
});
export type NeoloadAssessment = z.infer<typeof NeoloadAssessment>;

/** The same for LoadRunner. */
export const LoadRunnerAssessment = z.looseObject({
  portability,
  protocols: z.array(z.string()).default([]),
  inventory: z.record(z.string(), z.number()).default({}),
  scripts: z.array(z.looseObject({ name: z.string(), recordingLevel: z.enum(['HTML', 'HTTP']).nullish() })).default([]),
  unconverted: z.array(z.looseObject({ kind: kindOf(LOADRUNNER_KINDS), marker, facts: LoadRunnerNamedFacts.or(LoadRunnerOtherFacts).nullish(), script: z.string().nullish(), action: z.string().nullish(), line: z.int().nullish(), function: z.string().nullish() })).default([]),
});
export type LoadRunnerAssessment = z.infer<typeof LoadRunnerAssessment>;
