import { z } from 'zod';

/** Options of a HAR import; they travel as query parameters of the import route (har-recording skill: names documented, place inferred). */
export const HarImportOptions = z.object({
  adBlocking: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  resources: z.enum(['REMOVE', 'KEEP_ALL']).default('REMOVE'),
  thinktime: z.enum(['THINKTIMES', 'DELAYS']).default('THINKTIMES'),
  maxThinktimeMs: z.coerce.number().int().min(0).optional(),
  virtualUserId: z.string().optional(),
});
export type HarImportOptions = z.infer<typeof HarImportOptions>;

/** Second part of the upload: names containers by time (har-recording skill, documented). */
export const ContainerTimeline = z.object({
  entries: z.array(z.object({ type: z.enum(['ENABLED', 'DISABLED']), name: z.string().min(1).max(80), startTimestamp: z.number() })).min(1),
});
export type ContainerTimeline = z.infer<typeof ContainerTimeline>;
