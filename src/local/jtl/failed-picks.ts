import type { HttpExchange } from '../../contract/http-exchange.js';
import type { FailedSample } from '../measurements/failed-sample.js';
import type { SeriesKey } from '../measurements/measure.js';
import { owned } from './action-book.js';
import type { JtlSample } from './jtl-sample.js';

/** Kept of each generator, action and response code (behaviour.md §21.6: the platform keeps 2), and of a whole import. */
const PER_TRIPLE = 2;
const IN_ALL = 2_000;
const MESSAGE_MAX = 4_000;
const HEADERS_MAX = 100;

export interface PickedFailure extends FailedSample { readonly injectorId: string; readonly region: string; readonly exchange: HttpExchange }

/** Keeps a few failed samples of each kind: exact counts are in the metrics. */
export class FailedPicks {
  private readonly seen = new Map<string, number>();
  private waiting: PickedFailure[] = [];
  private kept = 0;

  /** @param code the response code it counts under, -1 for an exception @param at epoch ms */
  offer(series: SeriesKey, sample: JtlSample, code: string, at: number): void {
    if (this.kept >= IN_ALL) return;
    const triple = `${series.actionId} ${series.injectorId} ${code}`;
    const before = this.seen.get(triple) ?? 0;
    if (before >= PER_TRIPLE) return;
    this.seen.set(triple, before + 1);
    this.kept += 1;
    const { virtualUserId, actionId, injectorId, region } = series;
    this.waiting.push({
      virtualUserId, actionId, injectorId, region, timestamp: Math.round(at), responseCode: code, errorMessage: cut(sample.failureMessage === '' ? sample.message : sample.failureMessage),
      assertions: sample.failedAssertions.slice(0, 20).map(({ name, message }) => ({ name: cut(name), message: cut(message) })), exchange: exchangeOf(sample, code),
    });
  }

  /** Those not taken yet. */
  take(): PickedFailure[] {
    const taken = this.waiting;
    this.waiting = [];
    return taken;
  }
}

const cut = (text: string): string => owned(text.slice(0, MESSAGE_MAX));

/** What an XML file tells of the exchange; a CSV file tells its URL at most. */
function exchangeOf({ url, method, message, exchange }: JtlSample, code: string): HttpExchange {
  const number = Number(code);
  return {
    request: { method: owned(method ?? ''), url: owned(url ?? ''), headers: headersOf(exchange?.requestHeaders), body: owned(exchange?.query ?? ''), bodyEncoding: 'text' },
    response: { code: Number.isInteger(number) && code !== '' ? number : -1, message: cut(message), headers: headersOf(exchange?.responseHeaders), body: owned(exchange?.body ?? ''), bodyEncoding: 'text' },
  };
}

function headersOf(text = ''): { name: string; value: string }[] {
  const lines = text.split('\n', HEADERS_MAX).map((line) => /^([^:\s][^:]*):\s*(.*?)\s*$/.exec(line));
  return lines.flatMap((line) => (line === null ? [] : [{ name: owned(line[1] ?? ''), value: cut(line[2] ?? '') }]));
}
