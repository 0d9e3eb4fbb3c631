import type { Parameter } from '../../contract/post-data.js';

/** A surrogate without its other half: no address can carry it. */
const HALF_CHARACTER = /\p{Cs}/u;

/** Percent-decodes a text whose escapes are valid UTF-8, `+` untouched; undefined for any other. */
export function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Decodes as a form does: `+` is a space; undefined where the escapes are broken. */
export const formDecoded = (text: string): string | undefined => percentDecoded(text.replaceAll('+', ' '));

/** Encodes as HTML forms and JMeter (java.net.URLEncoder) do: `+` for a space; only letters, digits and `*-._` stay. */
function formEncoded(text: string): string {
  return encodeURIComponent(text).replace(/%20|[!'()~]/g, (found) => (found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`));
}

/** The decoded text where encoding it again gives exactly what was recorded; undefined for any other. */
function reversiblyDecoded(raw: string): string | undefined {
  const decoded = formDecoded(raw);
  if (decoded === undefined || HALF_CHARACTER.test(decoded)) return undefined;
  return formEncoded(decoded) === raw ? decoded : undefined;
}

/** One recorded `name=value` piece. `encoded` only where that is certain to write the same bytes again; otherwise kept as recorded. */
function parameterOf(piece: string): Parameter {
  const equals = piece.indexOf('=');
  const rawName = equals === -1 ? piece : piece.slice(0, equals);
  const rawValue = equals === -1 ? '' : piece.slice(equals + 1);
  const name = reversiblyDecoded(rawName);
  const value = reversiblyDecoded(rawValue);
  const faithful = name !== undefined && value !== undefined;
  return { name: faithful ? name : rawName, value: faithful ? value : rawValue, encoded: faithful, useEquals: equals !== -1 };
}

/**
 * Splits a recorded query string or form (without `?`) so that writing it again gives the same text. Empty pieces are kept.
 * `Parameter.encoded` as in entities.md §3.4 (S).
 */
export function parametersOf(text: string): Parameter[] {
  return text.split('&').map(parameterOf);
}

/** The name and value of a parameter as a server reads them. */
export function meaningOf(parameter: Parameter): { name: string; value: string } {
  if (parameter.encoded) return { name: parameter.name, value: parameter.value };
  return { name: formDecoded(parameter.name) ?? parameter.name, value: formDecoded(parameter.value) ?? parameter.value };
}
