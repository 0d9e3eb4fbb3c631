import { createHash } from 'node:crypto';

/** Longest part of a name that a test contributes. */
const LONGEST = 60;

/** `<actionId-prefix>-<hash>-<test-name>-<browser>` (behaviour.md §9.3.4, documented), told apart by `run` where an action is played more than once. */
export function evidenceName({ actionId, test, title, run }: { actionId: string; test: string; title: string; run: string }): string {
  const hash = createHash('sha1').update(`${actionId}\0${test}`).digest('hex').slice(0, 5);
  const slug = (text: string): string => text.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, LONGEST);
  return [slug(actionId).slice(0, 8), hash, slug(title) === '' ? 'test' : slug(title), ...(run === '' ? [] : [run]), 'chromium'].join('-');
}
