import { z } from 'zod';
import { METRIC_IDS } from '../../contract/metric.js';

const KNOWN: ReadonlySet<string> = new Set(METRIC_IDS);

/** Metric ids as a parameter. The fifty ids stand in the refusal, not in the definition, which is paid for in every conversation. */
export const metricIds = z.array(z.string().refine((id) => KNOWN.has(id), { error: ({ input }) => `${JSON.stringify(input)} is no metric id; known: ${METRIC_IDS.join(', ')}` })).min(1).max(METRIC_IDS.length);
