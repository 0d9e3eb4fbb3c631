/** Report items of every type that carries metrics, on one run: those of the default report that are missing, and variants of the others. */
export interface Metric { readonly id: string; readonly type: string; readonly benchResultId: string; readonly filters: readonly { '@type': string; field: string; term: string }[]; readonly configs: readonly { '@type': string; [setting: string]: unknown }[] }
export interface Item { readonly '@type': string; readonly id: string; readonly name: string; readonly metrics?: readonly Metric[]; readonly [field: string]: unknown }

/** Thresholds that some of the shop's answers keep and some do not, ms. */
export const APDEX = { satisfying: 60, tolerating: 90 };

export function moreItems(benchResultId: string): Item[] {
  const hit = (id: string, type = 'BASIC'): Metric => ({ id, type, benchResultId, filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Hit' }], configs: [] });
  const apdex = (id: string): Metric => ({ ...hit(id), configs: [{ '@type': 'ApdexReportConfig', ...APDEX }] });
  const users: Metric = { ...hit('USERLOAD', 'LOAD'), filters: [] };
  const area = (id: string, name: string, ids: [string, string], referenceType: string, rangeType: string): Item => ({ '@type': 'AreaRangeChartReportItem', id, name, referenceType, rangeType, metrics: ids.map((one) => hit(one)) });
  return [
    { '@type': 'SummaryReportItem', id: 'w-summary', name: 'Every other figure', metrics: [
      ...['HITS_SUCCESSFUL_TOTAL', 'HITS_SUCCESSFUL_PERCENT', 'ERRORS_RATE', 'RESPONSE_TIME_MIN', 'RESPONSE_TIME_MEDIAN', 'RESPONSE_TIME_STD', 'RESPONSE_TIME_PERCENTILE_80', 'RESPONSE_TIME_PERCENTILE_90', 'RESPONSE_TIME_PERCENTILE_99',
        'LATENCY_AVG', 'LATENCY_MAX', 'LATENCY_STD', 'CONNECT_TIME_AVG', 'CONNECT_TIME_MAX', 'NETWORK_TIME_AVG', 'NETWORK_TIME_MAX', 'THROUGHPUT_TOTAL', 'SENT_BYTES_TOTAL', 'SENT_BYTES_AVG', 'SENT_BYTES_STD', 'SENT_BYTES_RATE', 'RESPONSE_SIZE'].map((id) => hit(id)),
      apdex('RESPONSE_TIME_APDEX'), apdex('LATENCY_APDEX'),
    ] },
    { '@type': 'BarChartReportItem', id: 'w-bar', name: 'Bars', metrics: [hit('HITS_TOTAL'), hit('ERRORS_TOTAL'), users] },
    { '@type': 'StatisticTreeReportItem', id: 'w-tree', name: 'Tree', computeType: 'NORMAL', size: 0, metrics: ['HITS_TOTAL', 'ERRORS_TOTAL', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'THROUGHPUT_TOTAL'].map((id) => hit(id)) },
    { '@type': 'StatisticTableReportItem', id: 'w-requests', name: 'Every request', computeType: 'NORMAL', size: 0, metrics: ['HITS_TOTAL', 'LATENCY_AVG', 'CONNECT_TIME_AVG', 'RESPONSE_TIME_MEDIAN', 'SENT_BYTES_TOTAL'].map((id) => hit(id)) },
    { '@type': 'PercentilesChartReportItem', id: 'w-percentiles', name: 'Percentiles of latency', metrics: [hit('LATENCY_AVG'), hit('RESPONSE_TIME_AVG')] },
    { '@type': 'TopReportItem', id: 'w-top', name: 'Most failing', size: 3, metrics: [hit('ERRORS_PERCENT')] },
    { '@type': 'StackedChartReportItem', id: 'w-codes', name: 'Codes over time', mode: 'ABSOLUTE', metrics: [hit('HTTP_RESPONSE_CODES', 'WEB')] },
    { '@type': 'StackedChartReportItem', id: 'w-share', name: 'Codes over time, percent', mode: 'PERCENT', metrics: [hit('HTTP_RESPONSE_CODES', 'WEB')] },
    { '@type': 'PieChartReportItem', id: 'w-methods', name: 'Methods', metrics: [hit('HTTP_METHODS', 'WEB')] },
    area('w-average', 'Response time, SUMMARY RAW', ['RESPONSE_TIME_AVG', 'RESPONSE_TIME_AVG'], 'SUMMARY', 'RAW'),
    area('w-latency', 'Latency, HISTOGRAM PERCENTAGE', ['LATENCY_AVG', 'RESPONSE_TIME_AVG'], 'HISTOGRAM', 'PERCENTAGE'),
    area('w-gap', 'Latency, HISTOGRAM RAW', ['LATENCY_AVG', 'RESPONSE_TIME_AVG'], 'HISTOGRAM', 'RAW'),
    area('w-rate', 'Hit rate, SUMMARY PERCENTAGE', ['HITS_RATE', 'HITS_RATE'], 'SUMMARY', 'PERCENTAGE'),
  ];
}

/** Items of transactions, for runs that have some: figures, course, percentiles and rows of containers. */
export function containerItems(benchResultId: string): Item[] {
  const container = (id: string): Metric => ({ id, type: 'BASIC', benchResultId, filters: [{ '@type': 'SingleTermFilter', field: 'subSampleType', term: 'Container' }], configs: [] });
  const ids = ['HITS_TOTAL', 'HITS_RATE', 'ERRORS_TOTAL', 'ERRORS_PERCENT', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_MIN', 'RESPONSE_TIME_MAX', 'RESPONSE_TIME_STD', 'RESPONSE_TIME_MEDIAN', 'RESPONSE_TIME_PERCENTILE_90', 'LATENCY_AVG', 'THROUGHPUT_TOTAL'];
  return [
    { '@type': 'SummaryReportItem', id: 'c-summary', name: 'Containers together', metrics: ids.map(container) },
    { '@type': 'LineChartReportItem', id: 'c-line', name: 'Containers over time', metrics: ['HITS_TOTAL', 'RESPONSE_TIME_AVG', 'RESPONSE_TIME_PERCENTILE_95', 'ERRORS_TOTAL'].map(container) },
    { '@type': 'PercentilesChartReportItem', id: 'c-percentiles', name: 'Percentiles of containers', metrics: [container('RESPONSE_TIME_AVG')] },
    { '@type': 'StatisticTreeReportItem', id: 'c-tree', name: 'Tree of containers', computeType: 'NORMAL', size: 0, metrics: ids.map(container) },
    { '@type': 'TopReportItem', id: 'c-top', name: 'Slowest containers', size: 3, metrics: [container('RESPONSE_TIME_AVG')] },
  ];
}
