/** What the placeholders of a report's texts stand for (behaviour.md §25.5: names documented, what they show is inferred). */
export interface PlaceholderFacts {
  readonly companyName: string;
  readonly reportName: string;
  /** ISO-8601 or any text for the reader. */
  readonly reportDate: string;
  readonly projectName: string;
  /** Names of the runs, in the order of the report. */
  readonly results: readonly string[];
  /** Names of the SLA profiles that a run was watched with, by the run's id. */
  readonly slaProfiles: ReadonlyMap<string, readonly string[]>;
}

/** The text with its placeholders filled in. One that names a run which is not there, or is unknown, stays as it is. */
export function withPlaceholders(text: string, facts: PlaceholderFacts): string {
  return text
    .replace(/\$RESULTS\$/g, () => facts.results.map(plain).join(', '))
    .replace(/\$RESULT\((\d{1,3})\)\$/g, (whole, index: string) => plain(facts.results[Number(index)] ?? whole))
    .replace(/\$COMPANY_NAME\$/g, () => plain(facts.companyName))
    .replace(/\$REPORT_NAME\$/g, () => plain(facts.reportName))
    .replace(/\$REPORT_DATE\$/g, () => plain(facts.reportDate))
    .replace(/\$PROJECT_NAME\$/g, () => plain(facts.projectName))
    .replace(/\$SLA_PROFILES\(([^()$\s]{1,100})\)\$/g, (whole, id: string) => slaOf(facts, id) ?? whole);
}

function slaOf({ slaProfiles }: PlaceholderFacts, id: string): string | undefined {
  const names = slaProfiles.get(id);
  return names === undefined ? undefined : names.length === 0 ? 'none' : names.map(plain).join(', ');
}

/** A name stays a name: nothing in it may become a mark of the text around it. */
const plain = (name: string): string => name.replace(/\s+/g, ' ');
