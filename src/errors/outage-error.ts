import { type Advice, spoken } from './advice.js';

/** The agent cannot fix it: OctoPerf is away, slow, or answers what it should not. Says nothing of addresses, bodies or stacks. */
export class OutageError extends Error {
  override readonly name = 'OutageError';
  readonly advice: Advice;

  constructor(what: string, advice: Partial<Omit<Advice, 'what'>> = {}, options?: ErrorOptions) {
    const whole: Advice = { written: 'nothing', retry: 'later', next: 'If it persists, tell the user that the OctoPerf platform or this server needs attention.', ...advice, what };
    super(spoken(whole), options);
    this.advice = whole;
  }
}
