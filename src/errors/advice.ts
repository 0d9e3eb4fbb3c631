/** Did the failed call change anything in OctoPerf? */
export type Written = 'nothing' | 'unknown';
/** Whether the same call is worth repeating. */
export type Retry = 'never' | 'after-fixing' | 'after-asking' | 'later';

/** What every error tells an agent: what happened, whether anything was written, whether to retry, what to call next. */
export interface Advice {
  readonly what: string;
  readonly written: Written;
  readonly retry: Retry;
  readonly next: string;
}

const WRITTEN: Readonly<Record<Written, string>> = {
  nothing: 'Nothing was written.',
  unknown: 'It is unknown whether the change was made: look before you repeat it.',
};
const RETRY: Readonly<Record<Retry, string>> = {
  never: 'Do not retry the same call.',
  'after-fixing': 'Retry after fixing the call.',
  'after-asking': 'Ask the user before you call again.',
  later: 'Retry later.',
};

/** The advice as one readable text. */
export function spoken({ what, written, retry, next }: Advice): string {
  return [what, WRITTEN[written], RETRY[retry], next].filter((sentence) => sentence !== '').join(' ');
}
