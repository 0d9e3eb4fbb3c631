import { type Advice, spoken } from './advice.js';

/** The agent can fix it: a wrong argument, an unknown id, a refusal with a reason. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly advice: Advice;

  constructor(what: string, next: string, advice: Partial<Pick<Advice, 'written' | 'retry'>> = {}) {
    const whole: Advice = { what, next, written: 'nothing', retry: 'after-fixing', ...advice };
    super(spoken(whole));
    this.advice = whole;
  }
}
