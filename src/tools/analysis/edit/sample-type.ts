import { z } from 'zod';

/** Open: a newer backend may know more. */
export const sampleType = z.string().min(1).max(50).describe('Type of the metric: BASIC or WEB (requests), LOAD (users), NUMBER_COUNTER (monitors and SLA).');
