import { createContext, Script } from 'node:vm';

/** Whether a sandbox was stopped by its deadline. The error may belong to the sandbox: it is no `Error` of this side. */
export function ranOutOfTime(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

const CALL = new Script('work()');

/** Runs work that a hostile input could stretch (a JSONPath filter with a regular expression of its own) for at most `ms`. @throws Error when over */
export function boundedCall<T>(work: () => T, ms: number, sentence: string): T {
  let result: { value: T } | undefined;
  try {
    CALL.runInContext(createContext({ work: () => { result = { value: work() }; } }), { timeout: ms });
  } catch (error) {
    throw ranOutOfTime(error) ? new Error(sentence, { cause: error }) : error;
  }
  if (result === undefined) throw new Error(sentence);
  return result.value;
}
