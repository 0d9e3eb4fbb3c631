/** `skipped`: not looked at, because something before it failed or what it needs was not given. */
export type Outcome = 'ok' | 'warn' | 'fail' | 'skipped';

/** What a check came to. */
export interface Verdict {
  readonly outcome: Outcome;
  /** What was seen, in a sentence or two. */
  readonly seen: string;
  /** What to do about it; of every `warn` and `fail`. */
  readonly remedy?: string;
  /** Lines for application.yml that would cure it. */
  readonly yaml?: string;
}

export interface Finding extends Verdict {
  readonly id: string;
  readonly title: string;
  /** Of one that was skipped: the check that has to be right first. */
  readonly because?: string;
}

export const ok = (seen: string): Verdict => ({ outcome: 'ok', seen });
export const warn = (seen: string, remedy: string): Verdict => ({ outcome: 'warn', seen, remedy });
export const fail = (seen: string, remedy: string, yaml?: string): Verdict => ({ outcome: 'fail', seen, remedy, ...(yaml === undefined ? {} : { yaml }) });
export const skipped = (seen: string): Verdict => ({ outcome: 'skipped', seen });
