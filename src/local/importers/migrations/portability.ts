export type Portability = 'MECHANICAL' | 'ASSISTED' | 'MOSTLY_MANUAL';

/** What decides the verdict on a project, a user path or a script. */
export interface PortabilityFacts {
  /** Requests that convert. */
  readonly requests: number;
  /** Elements nothing here can stand for: plugin dialogs, Advanced Actions, C code, functions without a converter. */
  readonly manual: number;
  /** Everything in the list of what is left to do, these included. */
  readonly unconverted: number;
}

/**
 * The verdict (behaviour.md §30.1, words documented; the rule ours, after the skills' tables): nothing left to do is MECHANICAL,
 * more manual elements than requests, or no request at all, is MOSTLY_MANUAL, everything between ASSISTED.
 */
export function portabilityOf({ requests, manual, unconverted }: PortabilityFacts): Portability {
  if (requests === 0 || manual > requests) return 'MOSTLY_MANUAL';
  return unconverted === 0 ? 'MECHANICAL' : 'ASSISTED';
}
