import { z } from 'zod';
import type { BenchReport, OpenReportItem } from '../../../contract/bench-report.js';
import type { OctoperfClient } from '../../../octoperf/octoperf-client.js';
import { reportItem, requireReader, type ItemAddress } from '../report-item.js';
import { windowQuery } from './window.js';

/** Body and query of a call for values. */
export interface ValuesRequest { readonly item: OpenReportItem; readonly query: { readonly from: number | undefined; readonly to: number | undefined } }

/** A window as a tool was given it, epoch ms. */
interface Range { readonly from?: number | undefined; readonly to?: number | undefined }

/**
 * Reads an item and makes of it what the REST API is asked for its values with. The API is told the item alone, so that the settings of
 * the report go along: Apdex thresholds into the metrics that have none, thresholds into insights that have none, the time range of a
 * report of one run into the query where the caller gives no window. Refuses what `reportItem`, `requireReader` and `windowQuery` refuse.
 */
export async function valuesRequest(octoperf: OctoperfClient, address: ItemAddress, tool: string, range: Range = {}): Promise<ValuesRequest> {
  const asked = windowQuery(range);
  const { report, item } = await reportItem(octoperf, address);
  requireReader(item, tool);
  const given = asked.from !== undefined || asked.to !== undefined;
  return { item: withSettings(item, report.configs), query: given ? asked : rangeOf(report) };
}

type Configs = BenchReport['configs'];
const OpenMetrics = z.array(z.looseObject({ id: z.string(), configs: z.array(z.looseObject({ '@type': z.string() })).nullish() }));
const Limits = z.looseObject({ thresholds: z.record(z.string(), z.number()) });
const Bounds = z.looseObject({ from: z.number().nullish(), to: z.number().nullish() });
const APDEX = 'ApdexReportConfig';

const configOf = (configs: Configs, type: string): Configs[number] | undefined => configs.find((config) => config['@type'] === type);

/** The item with what its report says where it says nothing itself; everything else stays as it was read. */
export function withSettings(item: OpenReportItem, configs: Configs): OpenReportItem {
  const apdex = configOf(configs, APDEX);
  const metrics = OpenMetrics.safeParse(item['metrics']);
  const limits = item['@type'] === 'InsightsReportItem' ? Limits.safeParse(configOf(configs, 'InsightsReportConfig')) : undefined;
  return {
    ...item,
    ...(apdex === undefined || !metrics.success ? {} : { metrics: metrics.data.map((metric) => withApdex(metric, apdex)) }),
    ...(limits?.success === true ? { thresholds: { ...beginningAt(limits.data.thresholds), ...(item['thresholds'] as object | undefined) } } : {}),
  };
}

function withApdex(metric: z.infer<typeof OpenMetrics>[number], apdex: Configs[number]): z.infer<typeof OpenMetrics>[number] {
  const own = metric.configs ?? [];
  return !metric.id.endsWith('_APDEX') || own.some((config) => config['@type'] === APDEX) ? metric : { ...metric, configs: [...own, apdex] };
}

/** One figure per insight in a report means: below it nothing is reported. */
const beginningAt = (thresholds: Readonly<Record<string, number>>): Record<string, { info: number }> => Object.fromEntries(Object.entries(thresholds).map(([id, info]) => [id, { info }]));

/** The time range kept in a report; it belongs to reports of one run only (behaviour.md §21.9), not to trends. */
export function rangeOf({ benchResultIds, configs }: BenchReport): ValuesRequest['query'] {
  const simple = benchResultIds.length === 1 && configOf(configs, 'TrendReportConfig') === undefined;
  const kept = simple ? Bounds.safeParse(configOf(configs, 'TimeRangeReportConfig')) : undefined;
  return kept?.success === true ? { from: kept.data.from ?? undefined, to: kept.data.to ?? undefined } : { from: undefined, to: undefined };
}
