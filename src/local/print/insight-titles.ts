import type { InsightId } from '../../contract/report-values.js';

/** What each insight looks at (entities.md Appendix E 5). */
const TITLES: Readonly<Record<InsightId, string>> = {
  RESPONSE_TIME_GLOBAL_AVG: 'Average response time', RESPONSE_TIME_STD_DEVIATION: 'Spread of the response times', STEP_BY_STEP_RESPONSE_TIME: 'Response times step by step',
  CONNECT_TIME_VS_RESPONSE_TIME: 'Connect time within the response time', LATENCY_VS_RESPONSE_TIME: 'Latency within the response time', HIT_RATE_INFLEXION_POINT: 'Where the hit rate stops following the users',
  STEP_BY_STEP_ERRORS: 'Errors step by step', PEAK_OF_ERRORS: 'Peak of errors', OVERALL_ERROR_4XX: 'Errors of the client (4XX)', OVERALL_ERROR_5XX: 'Errors of the server (5XX)', OVERALL_ERROR_NONE: 'Errors without an answer',
  THROUGHPUT_IMAGE_NEW_FORMAT: 'Images in old formats', THROUGHPUT_IMAGE_OPTIMIZE: 'Weight of images', THROUGHPUT_CSS: 'Weight of style sheets', THROUGHPUT_JAVASCRIPT: 'Weight of scripts', THRESHOLD_ALARM: 'Crossed thresholds',
};

/** The title of an insight; an unknown one reads as its own words. */
export const insightTitle = (id: string): string => (TITLES as Readonly<Record<string, string | undefined>>)[id] ?? id.charAt(0) + id.slice(1).toLowerCase().replaceAll('_', ' ');
