import { INSIGHT_IDS } from '../../src/contract/report-values.js';
import { INSIGHT_RULES } from '../../src/local/analysis/insights/insight-limits.js';

const shown = (limit: number | undefined): string => (limit === undefined ? '–' : `${limit} %`);

/** What each insight measures and from which value on it is of which level, as a Markdown table. */
export function insightsTable(): string {
  const rows = INSIGHT_IDS.map((id) => {
    const { value, limits: { info, warn, error } } = INSIGHT_RULES[id];
    return `| \`${id}\` | ${value} | ${shown(info)} | ${shown(warn)} | ${shown(error)} |`;
  });
  return ['| Insight | Value | INFO from | WARN from | ERROR from |', '|---|---|---|---|---|', ...rows].join('\n');
}
