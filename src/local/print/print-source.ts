import type { ChartLabels } from '../../charts/chart-input.js';
import type { BenchReport, OpenReportItem } from '../../contract/bench-report.js';
import type { ExportReportConfig } from '../../contract/report-print.js';
import type { ItemValues } from '../../contract/report-values.js';

/** A run that a report reads. Times in epoch ms, lengths in ms. */
export interface PrintedRun {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly terminal: boolean;
  readonly scenario: string;
  readonly startedAt?: number | undefined;
  readonly endedAt?: number | undefined;
  readonly plannedMs: number;
  readonly profiles: readonly { readonly name: string; readonly users: number | undefined; readonly location: string }[];
  readonly warnings: readonly string[];
  /** Names of the SLA profiles that judged it. */
  readonly slaProfiles: readonly string[];
}

/** An item with its values, or the sentence that says why it has none. */
export interface PrintedItem { readonly item: OpenReportItem; readonly outcome: ItemValues | { readonly kind: 'refused'; readonly reason: string } }

/** All that a report is printed from. */
export interface PrintSource {
  readonly report: Pick<BenchReport, 'name' | 'description' | 'benchResultIds'>;
  readonly project: string;
  readonly workspace: string;
  readonly runs: readonly PrintedRun[];
  readonly items: readonly PrintedItem[];
  readonly labels: ChartLabels;
  readonly config: ExportReportConfig;
  /** Epoch ms. */
  readonly printedAt: number;
}
