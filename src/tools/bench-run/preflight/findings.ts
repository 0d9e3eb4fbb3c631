import { z } from 'zod';

/** What stands in the way of a run, or should be known before it; and what to do about it. */
export const Finding = z.object({ level: z.enum(['BLOCKER', 'WARNING']), what: z.string(), cure: z.string() });
export type Finding = z.infer<typeof Finding>;

export const blocker = (what: string, cure: string): Finding => ({ level: 'BLOCKER', what, cure });
export const warning = (what: string, cure: string): Finding => ({ level: 'WARNING', what, cure });
export const quoted = (name: string): string => JSON.stringify(name);
