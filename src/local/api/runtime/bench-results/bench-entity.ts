import type { GeneratorVerdict } from '../../../measurements/generator.js';
import type { BenchResult, BenchResultState } from '../../../../contract/bench-result.js';

/** One state a run came through, and when (epoch ms). */
export interface StateChange { readonly state: BenchResultState; readonly at: number; readonly message: string }

/** A bench result as this backend keeps it: the documented fields, and what only we know (all additive). */
export interface BenchEntity extends BenchResult {
  readonly userId: string;
  readonly name: string;
  /** `CHECK` = a validation (entities.md §4.1: our name for the unnamed internal mode). */
  readonly mode: 'STANDARD' | 'CHECK';
  /** The validated Virtual User, of a validation only. */
  readonly virtualUserId?: string;
  /** Name and tags of the scenario as it was launched: what trend reports select by. Absent in validations and in runs of before. */
  readonly scenarioName?: string;
  readonly scenarioTags?: readonly string[];
  /** Planned length in milliseconds. */
  readonly plannedMs: number;
  readonly history: readonly StateChange[];
  /** What the scenario asks for and the local engine does not do, a sentence each. */
  readonly warnings?: readonly string[];
  /** First user started; epoch ms. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** What each load generator says of itself; written when the run ends. */
  readonly generators?: readonly GeneratorVerdict[];
  /** Percent, as far as the run got; written when it ends. */
  readonly progress?: number;
}

type NewBench = Pick<BenchEntity, 'id' | 'batchId' | 'scenarioId' | 'designProjectId' | 'resultProjectId' | 'userId' | 'name' | 'mode' | 'plannedMs'> & Pick<BenchEntity, 'virtualUserId' | 'warnings' | 'scenarioName' | 'scenarioTags'>;

/** A run at its very beginning. */
export function newBench(bench: NewBench, now: number): BenchEntity {
  return { ...bench, state: 'CREATED', created: now, lastModified: now, history: [{ state: 'CREATED', at: now, message: 'Created.' }] };
}

/** Reads a stored bench result: a run of this backend carries our fields, whatever the contract says of them. */
export const asBench = (document: BenchResult): BenchEntity => document as BenchEntity;
