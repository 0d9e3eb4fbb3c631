import { z } from 'zod';
import { HttpRequestEntity, HttpResponseEntity } from './http-exchange.js';

/** Which of the four captured messages a body is read from (validation-triage skill, documented). */
export const HttpBodyKind = z.enum(['RECORDED_REQUEST', 'RECORDED_RESPONSE', 'VALIDATION_REQUEST', 'VALIDATION_RESPONSE']);
export type HttpBodyKind = z.infer<typeof HttpBodyKind>;

export const ValidationRequest = z.looseObject({ providerId: z.string(), location: z.string(), iterations: z.int().min(1).max(100).default(1) });

/** Start and state of a validation (entities.md §9.3). `finished` = the state is terminal. */
export const ValidationRun = z.looseObject({ benchResultId: z.string(), state: z.string(), finished: z.boolean().optional() });
export type ValidationRun = z.infer<typeof ValidationRun>;

/** One validated action: counts and the epoch-ms timestamps that read it in detail (validation-triage skill, documented). */
export const ValidationIndexEntry = z.looseObject({
  actionId: z.string(),
  success: z.int(),
  total: z.int(),
  successTimestamps: z.array(z.number()),
  failedTimestamps: z.array(z.number()),
});
export type ValidationIndexEntry = z.infer<typeof ValidationIndexEntry>;

/**
 * Recorded against replayed; a node that was added by hand has nothing recorded (entities.md §9.3). Which iteration it is, whether
 * it passed and the engine's word on it are our additions, absent on other servers.
 */
export const ValidationDetail = z.looseObject({
  recordedRequest: HttpRequestEntity.nullish(),
  recordedResponse: HttpResponseEntity.nullish(),
  validationRequest: HttpRequestEntity.nullish(),
  validationResponse: HttpResponseEntity.nullish(),
  timestamp: z.number().optional(),
  success: z.boolean().optional(),
  message: z.string().optional(),
});
export type ValidationDetail = z.infer<typeof ValidationDetail>;

/** Static design check (entities.md Appendix D); ERROR blocks validation and launch. */
export const SanityCheckEntry = z.looseObject({ level: z.enum(['ERROR', 'WARNING', 'INFO']), message: z.string(), actionId: z.string().optional() });
export type SanityCheckEntry = z.infer<typeof SanityCheckEntry>;

/**
 * Whether a replayed code agrees with the recorded one (entities.md E.9, documented matrix). `0` = unknown, `-1` = transport failure.
 * A live 304 where 2xx was recorded is KO like any 3xx.
 */
export function codesAgree(live: number, recorded: number | undefined): boolean {
  const family = (code: number): number => Math.floor(code / 100);
  if (recorded !== undefined && family(recorded) !== 2 && family(recorded) !== 3) return false;
  if (family(live) === 2) return recorded === undefined || family(recorded) === 2;
  if (family(live) === 3) return recorded === undefined || family(recorded) === 3;
  return false;
}
