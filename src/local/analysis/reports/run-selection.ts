import type { TrendReportConfig, TrendSelector } from '../../../contract/bench-report.js';

/** A run that a trend report may show. `created` in epoch ms; `scenarioName` and `tags` as they were at launch, `tags` with those of the run's own reports. */
export interface CandidateRun {
  readonly id: string;
  readonly name: string;
  readonly scenarioName: string;
  readonly tags: readonly string[];
  readonly created: number;
}

/** Most runs that join the reference run of a trend report (bench-reports skill, documented). */
export const MATCHED_MAX = 25;

type NameSelector = Extract<TrendSelector, { '@type': 'TrendReportNameSelector' }>;
const NAME_TESTS: Readonly<Record<string, (name: string, search: string) => boolean>> = {
  EQUALS: (name, search) => name === search,
  CONTAINS: (name, search) => name.includes(search),
  STARTS_WITH: (name, search) => name.startsWith(search),
  ENDS_WITH: (name, search) => name.endsWith(search),
};

/**
 * The runs that join the reference of a trend report: those that every selector takes, the newest where there are more than are
 * shown, in the order they were created. A report without selectors shows its reference alone. That several selectors all have to
 * take a run is our choice; so is that a run needs every one of the tags ("intersection" is documented, of what is not).
 */
export function selectedRuns(candidates: readonly CandidateRun[], reference: string, { selectors, shownResults }: TrendReportConfig): CandidateRun[] {
  if (selectors.length === 0) return [];
  const matching = candidates.filter((run) => run.id !== reference && selectors.every((selector) => takes(selector, run)));
  return matching.sort((left, right) => left.created - right.created).slice(-Math.min(shownResults, MATCHED_MAX));
}

function takes(selector: TrendSelector, run: CandidateRun): boolean {
  switch (selector['@type']) {
    case 'TrendReportNameSelector': return isNamed(selector, run.scenarioName);
    case 'TrendReportTagsSelector': return selector.tags.length > 0 && selector.tags.every((tag) => run.tags.includes(tag));
    case 'TrendReportCreationDateSelector': return run.created >= (selector.fromMs ?? -Infinity) && run.created <= (selector.toMs ?? Infinity);
  }
}

function isNamed({ search, matchType }: NameSelector, name: string): boolean {
  const anyCase = matchType.endsWith('_IGNORECASE');
  const test = NAME_TESTS[matchType.replace('_IGNORECASE', '')];
  return test !== undefined && (anyCase ? test(name.toLowerCase(), search.toLowerCase()) : test(name, search));
}
