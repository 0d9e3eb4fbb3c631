export interface QuantityFacts { count: number; sum: number; mean: number; min: number; max: number; p50: number; p90: number; p95: number; p99: number }
export interface SampleFacts { count: number; failed: number; codes: Record<string, number>; elapsed?: QuantityFacts; latency?: QuantityFacts; connect?: QuantityFacts; bytes?: QuantityFacts; sent?: QuantityFacts }
export interface JtlFacts {
  samples: number; bad: number; resources: number; all: SampleFacts; requests: SampleFacts; transactions: SampleFacts;
  labels: { requests: Record<string, SampleFacts>; transactions: Record<string, SampleFacts> };
  startedAt?: number; endedAt?: number; users: Record<string, number>;
}
export interface PlainSample { elapsed?: number | undefined; latency?: number | undefined; connect?: number | undefined; bytes?: number | undefined; sent?: number | undefined; code?: string | undefined; failed: boolean }
export function figuresOf(samples: readonly PlainSample[]): SampleFacts;
export function nearestRank(values: readonly number[], percent: number): number;
export function jtlFacts(bytes: Buffer): JtlFacts;
