import { NAME_MAX } from '../../contract/wire.js';

/** Control characters (Cc): in a header, a method or an address they would let a recording write its own lines. */
const CONTROL = /\p{Cc}+/gu;
/** First half of a character that a cut left without its second half. */
const HALF_CHARACTER = /\p{Cs}$/u;
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Whether a text may be a header name or a method (RFC 9110 token). */
export const isToken = (text: string): boolean => TOKEN.test(text);

/** The text on one line: runs of control characters become one space, ends trimmed. `changed` tells whether there were any. */
export function oneLine(text: string): { text: string; changed: boolean } {
  const clean = text.replace(CONTROL, ' ');
  return { text: clean.trim(), changed: clean !== text };
}

/** A name for an element: one line, at most as long as the platform accepts, cut with an ellipsis; `fallback` where nothing is left. */
export function elementName(text: string, fallback: string): string {
  const name = oneLine(text).text;
  if (name === '') return fallback;
  return name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX - 1).replace(HALF_CHARACTER, '')}…`;
}

/** Last part of a file name of any system, safe to store: no folders, no control characters; `file` where nothing is left. */
export function baseName(filename: string): string {
  const last = oneLine(filename).text.split(/[\\/]/).at(-1)?.trim() ?? '';
  return last === '' || /^\.+$/.test(last) ? 'file' : last.slice(-255);
}
