import { createContext, Script } from 'node:vm';

/** Whether a sandbox was stopped by its deadline. The error may belong to the sandbox: it is no `Error` of this side. */
export function ranOutOfTime(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

const idle = (): void => undefined;
/** One realm for all calls: making one takes longer than most of the work, and a load run does it for every answer. */
const place: { work: () => void } = { work: idle };
const REALM = createContext(place);
const CALL = new Script('work()');

/**
 * Runs work that a hostile input could stretch (a JSONPath filter with a regular expression of its own, an XPath, a JMESPath) for at
 * most `ms` and returns what it returned. The work may make such a call itself: its deadline is then within the outer one.
 * @throws Error with the sentence when the time is over; what the work throws goes through
 */
export function boundedCall<T>(work: () => T, ms: number, sentence: string): T {
  const outer = place.work;
  let result: { value: T } | undefined;
  place.work = () => { result = { value: work() }; };
  try {
    CALL.runInContext(REALM, { timeout: ms });
  } catch (error) {
    throw ranOutOfTime(error) ? new Error(sentence, { cause: error }) : error;
  } finally {
    // Nothing of the work stays behind; a call that was stopped together with the one inside it ends here, too.
    place.work = outer;
  }
  if (result === undefined) throw new Error(sentence);
  return result.value;
}
