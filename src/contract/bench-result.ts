import { z } from 'zod';
import { Timestamp } from './wire.js';

/** The public states in order; the last three are terminal (behaviour.md §19, documented). */
export const BenchResultState = z.enum(['CREATED', 'PENDING', 'SCALING', 'PREPARING', 'INITIALIZING', 'RUNNING', 'FINISHED', 'ABORTED', 'ERROR']);
export type BenchResultState = z.infer<typeof BenchResultState>;
export const TERMINAL_STATES: ReadonlySet<string> = new Set<BenchResultState>(['FINISHED', 'ABORTED', 'ERROR']);

/** A run (octoperf-maven-plugin BenchResult, documented). An unknown state of a newer server is kept as it is. */
export const BenchResult = z.looseObject({
  id: z.string(),
  batchId: z.string().default(''),
  scenarioId: z.string().default(''),
  designProjectId: z.string().default(''),
  resultProjectId: z.string().default(''),
  state: z.string(),
  created: Timestamp.optional(),
  lastModified: Timestamp.optional(),
});
export type BenchResult = z.infer<typeof BenchResult>;

export const isTerminal = (state: string): boolean => TERMINAL_STATES.has(state);
