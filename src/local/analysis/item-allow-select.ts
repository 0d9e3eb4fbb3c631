import type { ItemAllowSelect } from '../../contract/report-values.js';
import type { MetricId } from '../../contract/metric.js';
import { AnalysisRefusal } from './analysis-refusal.js';
import { checkMetric, CLOSED_TERMS, fieldsOf, LEGACY, metricsOn, PARENT_TAGS, sampleTypesOf } from './metric-rules.js';

type Constraint = ItemAllowSelect['tagKeyConstraints'][string];

/**
 * What the metrics of an item of that type may select: metric ids per sample type (those before 17 are read but not offered), and
 * the tags that filters may name. An empty `allowedValues` = whatever is indexed for the run. Refuses an item without metrics.
 */
export function itemAllowSelect(itemType: string): ItemAllowSelect {
  const ids = metricsOn(itemType);
  if (ids === undefined) throw new AnalysisRefusal(checkMetric(itemType, { id: 'HITS_TOTAL', type: 'BASIC', filters: [] }) ?? '');
  const metricIdsBySampleType: Record<string, MetricId[]> = {};
  for (const id of ids) {
    for (const type of sampleTypesOf(id)) if (!LEGACY.includes(type)) (metricIdsBySampleType[type] ??= []).push(id);
  }
  const tags = [...new Set(ids.flatMap((id) => fieldsOf(id)))];
  return { sampleTypes: Object.keys(metricIdsBySampleType), metricIdsBySampleType, tagKeyConstraints: Object.fromEntries(tags.map((tag) => [tag, constraintOf(tag)])) };
}

/** No tag is required, and each takes one term or several. */
function constraintOf(tag: string): Constraint {
  const parent = PARENT_TAGS.get(tag);
  return { required: false, allowedValues: [...(CLOSED_TERMS.get(tag) ?? [])], single: false, dependsOn: parent === undefined ? [] : [parent] };
}
