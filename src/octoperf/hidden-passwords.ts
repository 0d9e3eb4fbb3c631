import { isClear, mapPasswords, type PasswordPlace } from '../contract/password-places.js';
import { HIDDEN } from './secret-fields.js';

/** The tree with every password in the clear hidden. A sealed one stays: it says nothing, and keeps the password when it is written back. */
export const hiddenPasswords = <T>(tree: T): T => mapPasswords(tree, (text) => (isClear(text) ? HIDDEN : text));

/**
 * The tree with every hidden password as it stands in `current`: in the same action, under the same name, in the same order. Empty where
 * there is none: what hides a password is never taken for one.
 */
export function withPasswordsOf<T>(tree: T, current?: unknown): T {
  const known = new Map<string, string[]>();
  mapPasswords(current, (text, place) => {
    known.set(keyOf(place), [...(known.get(keyOf(place)) ?? []), text]);
    return text;
  });
  const next = new Map<string, number>();
  return mapPasswords(tree, (text, place) => {
    const index = next.get(keyOf(place)) ?? 0;
    next.set(keyOf(place), index + 1);
    return text === HIDDEN ? known.get(keyOf(place))?.[index] ?? '' : text;
  });
}

/** Whether a tree holds a password that its copy does not: in the clear, or hidden already. */
export function holdsPasswords(tree: unknown): boolean {
  let found = false;
  mapPasswords(tree, (text) => {
    found ||= isClear(text);
    return text;
  });
  return found;
}

const keyOf = ({ owner, name }: PasswordPlace): string => JSON.stringify([owner, name]);
