import type { HttpExchange } from '../../../contract/http-exchange.js';
import type { MeasuredSample, SubSampleType } from '../../measurements/measure.js';

/** Whose samples these are. One object per action and plan: the recorder finds its figures by `index`. */
export interface SampledAction {
  readonly index: number;
  readonly virtualUserId: string;
  readonly virtualUserName: string;
  readonly actionId: string;
  readonly actionName: string;
  readonly kind: SubSampleType;
}

export interface FailedAssertion { readonly name: string; readonly message: string }

/** One finished sample: a request, or a container's pass. */
export interface Sample extends MeasuredSample {
  readonly action: SampledAction;
  /** performance.now() at the start. */
  readonly startedAt: number;
  /** Status text, or what went wrong with the connection. */
  readonly reason: string;
  /** Why it is KO, '' = it is not. */
  readonly failure: string;
  readonly failedAssertions: readonly FailedAssertion[];
  readonly url: string;
  /** As the answer names it, its character set included. */
  readonly contentType?: string | undefined;
  /** Everything said and answered, made when asked for; absent on containers. `limit` = longest body in bytes. */
  readonly exchange?: ((limit: number) => HttpExchange) | undefined;
  /** A part of another sample that has a line of its own in the JTL. */
  readonly listed?: boolean | undefined;
}

/** What a container adds up while its children run. */
export class Frame {
  elapsedMs = 0;
  latencyMs = 0;
  connectMs = 0;
  receivedBytes = 0;
  sentBytes = 0;
  /** Think times and delays, in ms. */
  pausedMs = 0;
  samples = 0;
  failures = 0;
  /** Code of the first failed child. */
  failedCode = '';
  /** Not all children had time to run: such a pass is not counted (entities.md §3.4, ContainerAction). */
  cut = false;

  add(sample: MeasuredSample): void {
    this.elapsedMs += sample.elapsedMs;
    this.latencyMs += sample.latencyMs;
    this.connectMs += sample.connectMs;
    this.receivedBytes += sample.receivedBytes;
    this.sentBytes += sample.sentBytes;
    this.samples++;
    if (!sample.success) this.fail(sample.code);
  }

  /** Takes over what a container inside measured; `elapsedMs` = its own time where that is not the sum. */
  absorb(inner: Frame, elapsedMs = inner.elapsedMs): void {
    this.elapsedMs += elapsedMs;
    this.latencyMs += inner.latencyMs;
    this.connectMs += inner.connectMs;
    this.receivedBytes += inner.receivedBytes;
    this.sentBytes += inner.sentBytes;
    this.pausedMs += inner.pausedMs;
    this.samples += inner.samples;
    if (inner.failures > 0) this.fail(inner.failedCode, inner.failures);
    if (inner.cut) this.cut = true;
  }

  private fail(code: string, times = 1): void {
    if (this.failures === 0) this.failedCode = code;
    this.failures += times;
  }
}

/** The sample of a container's pass: the sum of its children, KO if one of them is (entities.md §3.5). */
export function containerSample(action: SampledAction, frame: Frame, startedAt: number, elapsedMs: number): Sample {
  return {
    action, startedAt, elapsedMs, latencyMs: frame.latencyMs, connectMs: frame.connectMs, receivedBytes: frame.receivedBytes, sentBytes: frame.sentBytes,
    success: frame.failures === 0, code: frame.failures === 0 ? '200' : frame.failedCode,
    reason: `Number of samples in transaction : ${frame.samples}, number of failing samples : ${frame.failures}`,
    failure: '', failedAssertions: [], url: '',
  };
}
