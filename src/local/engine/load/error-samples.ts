import type { ErrorSample } from '../bench-protocol.js';
import { ERROR_BODY_LIMIT } from '../interpreter/http-sampler.js';
import type { Sample, SampledAction } from '../interpreter/sample.js';

/** Failed samples kept whole per action and response code (behaviour.md §21.6: two per generator, request and code). */
const KEPT = 2;

/** The failed samples that a report shows whole; their counts are in the figures. */
export class ErrorSamples {
  private readonly kept = new Map<string, number>();
  private waiting: ErrorSample[] = [];

  constructor(private readonly epoch: number) {}

  wants(action: SampledAction, code: string): boolean {
    return (this.kept.get(`${action.index}/${code}`) ?? 0) < KEPT;
  }

  add(sample: Sample): void {
    if (sample.exchange === undefined || !this.wants(sample.action, sample.code)) return;
    const key = `${sample.action.index}/${sample.code}`;
    this.kept.set(key, (this.kept.get(key) ?? 0) + 1);
    this.waiting.push({
      virtualUserId: sample.action.virtualUserId, actionId: sample.action.actionId, timestamp: Math.floor(this.epoch + sample.startedAt), responseCode: sample.code,
      errorMessage: sample.failure, assertions: sample.failedAssertions, exchange: sample.exchange(ERROR_BODY_LIMIT),
    });
  }

  take(): ErrorSample[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }
}
