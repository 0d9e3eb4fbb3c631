import type { Header, Parameter, PostData } from '../../../contract/post-data.js';
import { isToken, oneLine } from '../clean-text.js';
import { parametersOf } from '../url-parameters.js';

/** A parameter whose value is meant as it stands and encoded on the way out. */
export const plainParameter = (name: string, value: string): Parameter => ({ name, value, encoded: true, useEquals: true });

/** Headers a request can carry: allowed names, one line each. */
export function usableHeaders(headers: readonly Header[]): Header[] {
  return headers.filter(({ name }) => isToken(name)).map(({ name, value }) => ({ name, value: oneLine(value).text }));
}

/** A text body as the platform keeps it: a form where its type says so (behaviour.md and entities.md §3.4), else text. */
export function bodyOf(text: string | undefined, contentType: string): PostData | null {
  if (text === undefined || text === '') return null;
  return /^application\/x-www-form-urlencoded\b/i.test(contentType.trim()) && !/[\r\n]/.test(text.trim())
    ? { '@type': 'FormPostData', parameters: parametersOf(text.trim()) }
    : { '@type': 'RawPostData', text };
}

/** Headers without the ones of a name, any case. */
export const withoutHeader = (headers: readonly Header[], name: string): Header[] => headers.filter((header) => header.name.toLowerCase() !== name);

/** A whole number in a text, or the fallback; never NaN, never beyond what an integer holds. */
export function wholeNumber(text: string | undefined, fallback: number): number {
  const number = Number((text ?? '').trim().replace(',', '.'));
  return text === undefined || text.trim() === '' || !Number.isFinite(number) ? fallback : Math.trunc(Math.max(-1e12, Math.min(1e12, number)));
}
