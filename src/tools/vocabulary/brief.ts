import { cutText } from './cut-text.js';

/** Longest text of a field, and most characters of JSON of a list of words, that one entry of a list may take. */
const TEXT_MAX = 300;
const WORDS_MAX = 2_000;
/** Fields that lead somewhere: half an address or an id is none. */
const WHOLE = /^(?:url|id|.*Ids?|actionId|filename)$/;

/** An entry of a list with its long texts and lists of words cut, and told so: one entry must not use up the answer. */
export function brief<L extends object>(entry: L): L {
  return Object.fromEntries(Object.entries(entry).map(([key, value]: [string, unknown]) => [key, WHOLE.test(key) ? value : shortened(value)])) as L;
}

function shortened(value: unknown): unknown {
  if (typeof value === 'string') {
    const { text, left } = cutText(value, TEXT_MAX);
    return left === 0 ? text : `${text}… (${left} characters more)`;
  }
  if (!Array.isArray(value) || JSON.stringify(value).length <= WORDS_MAX) return value;
  const entries = value as unknown[];
  const kept: unknown[] = [];
  for (let size = 0; kept.length < entries.length; kept.push(entries[kept.length])) {
    size += JSON.stringify(entries[kept.length]).length + 1;
    if (size > WORDS_MAX) break;
  }
  return typeof entries[0] === 'string' ? [...kept, `… ${entries.length - kept.length} more`] : kept;
}
