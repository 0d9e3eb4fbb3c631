import type { Groups } from '../../patterns/safe-pattern.js';

/** JMeter's template of a regular expression: `$1$` is the first group, `$0$` the whole match, other text stays. */
export function groupTemplate(template: string): (groups: Groups) => string {
  if (/^\$\d{1,2}\$$/.test(template)) {
    const group = Number(template.slice(1, -1));
    return (groups) => groups[group] ?? '';
  }
  return (groups) => template.replace(/\$(\d{1,2})\$/g, (_, group: string) => groups[Number(group)] ?? '');
}
