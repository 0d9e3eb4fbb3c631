import { z } from 'zod';
import { Measured } from './wire.js';

/** `POST /analysis/metrics/summary`: numbers aligned with the item's metrics (observed: jmeter-java-dsl, Go proof of concept). */
export const SummaryValues = z.array(Measured);

/** Row of a statistics table (jmeter-java-dsl, observed). */
export const TableEntry = z.looseObject({ actionId: z.string(), values: z.array(z.looseObject({ value: Measured })) });
export type TableEntry = z.infer<typeof TableEntry>;

/** `x` = epoch ms; on a percentiles chart `x` is the percentile 0..100 (bench-reports skill). */
export const GraphPoint = z.looseObject({ x: z.number(), y: Measured });
export type GraphPoint = z.infer<typeof GraphPoint>;
export const LineSeries = z.array(z.array(GraphPoint));

/** A failed sample; `responseCode` -1 = engine exception; a failed assertion shows only in `assertions` (bench-reports skill). */
export const BenchError = z.looseObject({
  benchResultId: z.string(),
  actionId: z.string(),
  timestamp: z.number(),
  responseCode: z.string(),
  errorMessage: z.string().default(''),
  assertions: z.array(z.looseObject({ name: z.string().default(''), message: z.string().default('') })).default([]),
  loadGenerator: z.string().optional(),
});
export type BenchError = z.infer<typeof BenchError>;

/** `GET /analysis/metrics/global/{id}` (octoperf-maven-plugin, documented). */
export const MetricValues = z.looseObject({ metrics: z.array(z.looseObject({ name: z.string(), value: Measured, unit: z.string() })) });
