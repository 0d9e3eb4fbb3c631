import type { Arbitrary } from 'fast-check';

/** Something that reads what others wrote. */
export interface FuzzTarget<T = unknown> {
  readonly name: string;
  /** What its inputs are, for the reader of docs/fuzzing.md. */
  readonly inputs: string;
  readonly any: Arbitrary<T>;
  /** Reads one input: true = accepted, false = refused with a sentence of ours. Throws where anything else came of it. */
  run(input: T): boolean | Promise<boolean>;
}
