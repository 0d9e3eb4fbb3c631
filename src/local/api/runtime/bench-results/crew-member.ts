import type { BenchPlan } from '../../../engine/bench-protocol.js';
import type { Report } from '../../../engine/load/messages.js';

/** One generator of a run, wherever it is. */
export interface CrewMember {
  /** As people read it, in the launch log and in messages. */
  readonly name: string;
  /** As its figures carry it. */
  readonly injectorId: string;
  readonly region: string;
  readonly users: number;
  /** Longest way of an order to it and back, in ms. */
  readonly roundTripMs: number;
  /** Gets it ready. `hear` gets its reports in order, with `ended` as the last one, whatever happens. */
  prepare(plan: BenchPlan, hear: (report: Report) => void): void;
  go(at: number): void;
  /** Ends its load within a second; its end is still reported. */
  stop(by: string): void;
}
