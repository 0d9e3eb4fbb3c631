import { safePattern } from '../patterns/safe-pattern.js';

/**
 * Whether a regular expression can make a correlation rule: exactly one capturing group (behaviour.md §14.5, documented).
 * @returns undefined where it can, else a sentence saying what to change
 */
export function checkRegexRule(regex: string): string | undefined {
  if (regex.trim() === '') return 'The regular expression is empty. Give one with exactly one capturing group around the value, such as name="_csrf" value="([^"]+)".';
  try {
    const { groupCount } = safePattern(regex);
    if (groupCount === 1) return undefined;
    return groupCount === 0
      ? 'The regular expression has no capturing group. Put parentheses around the value to extract, such as token=([^&"]+).'
      : `The regular expression has ${groupCount} capturing groups, exactly one is allowed. Write the others as (?:…).`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
