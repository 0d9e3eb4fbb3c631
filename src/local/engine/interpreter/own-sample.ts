import type { HttpExchange } from '../../../contract/http-exchange.js';
import type { Sample, SampledAction } from './sample.js';

/** `text` = the answer of a success, the reason of a failure. */
interface OwnOutcome { readonly success: boolean; readonly text: string; readonly elapsedMs?: number | undefined; readonly code?: string | undefined }

/**
 * A sample of an action that sends nothing (debug, an action this engine does not execute). Counted with the containers, so that
 * hits stay the number of requests (behaviour.md §21.8: `Hits` counts HTTP samplers, `Hits (CONTAINER)` everything else).
 */
export function ownSample(action: SampledAction, outcome: OwnOutcome): Sample {
  const { success, text, elapsedMs = 0 } = outcome;
  return {
    action, startedAt: performance.now() - elapsedMs, elapsedMs, latencyMs: 0, connectMs: 0, receivedBytes: 0, sentBytes: 0,
    success, code: outcome.code ?? (success ? '200' : '-1'), reason: success ? 'OK' : text, failure: success ? '' : text, failedAssertions: [], url: '',
    exchange: (limit) => ownExchange(success, text, limit),
  };
}

function ownExchange(success: boolean, text: string, limit: number): HttpExchange {
  return {
    request: { method: '', url: '', headers: [], body: '', bodyEncoding: 'text', bodySize: 0 },
    response: { code: success ? 200 : -1, message: success ? 'OK' : text, headers: [], body: success ? text.slice(0, limit) : '', bodyEncoding: 'text', bodySize: success ? Buffer.byteLength(text) : 0 },
  };
}
