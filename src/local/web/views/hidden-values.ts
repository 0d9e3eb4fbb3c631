import { isClear, isPasswordName, isSealed, mapPasswords } from '../../../contract/password-places.js';

const HIDDEN = '••••••';
/** Headers and fields that let their holder in. */
const SECRET_NAME = /authorization|cookie|token|session|secret|credential|api[-_.]?key/i;
const IN_JSON = /("[^"\n]*(?:pass(?:word|wd|phrase)?|pwd|secret|credentials|api[-_]?key|token)"\s*:\s*")((?:[^"\\]|\\.)*)(")/gi;
const IN_FORM = /((?:^|[&?;])[^=&\s]*(?:pass(?:word|wd|phrase)?|pwd|secret|credentials|api[-_]?key)=)([^&\s]*)/gi;
const USER_INFO = /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#@]{1,500}@/gi;
const REFERENCE = /^\s*(?:\w+\s+)?(?:\$\{[^{}]*\})+\s*$/;

/** The value of a field or header by that name; hidden where it may be somebody's secret. References to variables are no secret. */
export function valueOf(name: string, value: string): string {
  if (value === '' || REFERENCE.test(value)) return value;
  if (isSealed(value)) return '(sealed)';
  return (isPasswordName(name) && isClear(value)) || SECRET_NAME.test(name) ? HIDDEN : value.replace(USER_INFO, `$1${HIDDEN}@`);
}

/** A body or script with the values of fields that are named like a password hidden. */
export function textOf(text: string): string {
  const hide = (whole: string, before: string, value: string, after = ''): string => (value === '' || REFERENCE.test(value) ? whole : `${before}${HIDDEN}${after}`);
  return text
    .replace(IN_JSON, (whole, before: string, value: string, after: string) => hide(whole, before, value, after))
    .replace(IN_FORM, (whole, before: string, value: string) => hide(whole, before, value))
    .replace(USER_INFO, `$1${HIDDEN}@`);
}

/** The same tree with every password of an imported plan hidden, sealed or not. */
export const withoutPasswords = <T>(tree: T): T => mapPasswords(tree, (text) => (isSealed(text) ? '(sealed)' : isClear(text) ? HIDDEN : text));
