import { z } from 'zod';

/**
 * Asks for a URL that stands for one ordinary REST call, without a Bearer header, once, for about five minutes
 * (behaviour.md §5; route and shape inferred: octoperf-rest-api.md §4.4).
 */
export const PresignRequest = z.strictObject({ method: z.enum(['GET', 'POST', 'PUT']), path: z.string(), query: z.record(z.string(), z.string()).default({}) });
export type PresignRequest = z.infer<typeof PresignRequest>;

export const PresignedUrl = z.looseObject({ url: z.url(), method: z.enum(['GET', 'POST', 'PUT']), expiresAt: z.string().describe('ISO-8601 instant') });
export type PresignedUrl = z.infer<typeof PresignedUrl>;
