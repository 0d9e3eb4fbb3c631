import type { Dispatcher } from 'undici';
import type { Bandwidth } from './bandwidth.js';
import type { UserCookies } from './cookies.js';
import { NameProblem } from './name-service.js';
import type { Reply, WireRequest } from './wire.js';

/** What an exchange asks of the transport it runs on. */
export interface ExchangeHome {
  readonly cookies: UserCookies;
  /** Download rate; undefined = unlimited. */
  readonly bandwidth: Bandwidth | undefined;
  takeConnectTime(): number;
}

/**
 * One request and its answer, as undici's low-level handler: it gives the raw headers and the body chunks without copies.
 * undici 7 still calls the older handler methods inside, so implementing these is the path without an adapter.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private readonly startedAt = performance.now();
  private firstByteAt = 0;
  private connectMs = 0;
  private code = -1;
  private reason = '';
  private rawHeaders: readonly Buffer[] = [];
  private contentType = '';
  private location = '';
  private kept: Buffer[] = [];
  private room = 0;
  private bodySize = 0;
  private headSize = 0;
  private done = false;
  private aborted = false;
  private cut: ((reason?: Error) => void) | undefined;
  private readOn: () => void = () => undefined;
  private pause: NodeJS.Timeout | undefined;

  constructor(
    private readonly wire: WireRequest,
    private readonly cookie: string,
    private readonly home: ExchangeHome,
    private readonly keep: (code: number) => number,
    private readonly settle: (reply: Reply) => void,
  ) {}

  /** Ends it at once; its reply says `aborted`. */
  abort(): void {
    this.aborted = true;
    this.cut?.(new Error('stopped'));
    this.finish('');
  }

  onConnect(abort: (reason?: Error) => void): void {
    this.cut = abort;
    this.connectMs = this.home.takeConnectTime();
    if (this.aborted) abort(new Error('stopped'));
  }

  onHeaders(code: number, rawHeaders: Buffer[], resume: () => void, reason: string): boolean {
    if (this.firstByteAt === 0) this.firstByteAt = performance.now();
    // 1xx are only announcements; the answer follows.
    if (code < 200) return true;
    this.code = code;
    this.reason = reason;
    this.rawHeaders = rawHeaders;
    this.headSize = 17 + reason.length;
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) this.readHeader(rawHeaders[at], rawHeaders[at + 1]);
    this.room = this.keep(code);
    this.readOn = resume;
    // Paid for with the first bytes of the body, or with the next answer.
    this.home.bandwidth?.spend(this.headSize);
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.bodySize += chunk.length;
    if (this.room > 0) {
      this.kept.push(chunk.length <= this.room ? chunk : chunk.subarray(0, this.room));
      this.room -= chunk.length;
    }
    const wait = this.home.bandwidth?.spend(chunk.length) ?? 0;
    if (wait === 0) return true;
    this.pause = setTimeout(() => { this.home.bandwidth?.woke(); this.readOn(); }, wait);
    return false;
  }

  onComplete(): void {
    this.finish('');
  }

  onError(error: Error): void {
    this.finish(explain(error, this.wire));
  }

  /** Looks only at the headers the engine acts on, told apart by length first: this runs for every header of every answer. */
  private readHeader(name: Buffer | undefined, value: Buffer | undefined): void {
    if (name === undefined || value === undefined) return;
    this.headSize += name.length + value.length + 4;
    switch (name.length) {
      case 8:
        if (name.toString('latin1').toLowerCase() === 'location') this.location = value.toString('utf8');
        break;
      case 10:
        if (name.toString('latin1').toLowerCase() === 'set-cookie') this.home.cookies.take(value.toString('latin1'), this.wire.origin, this.wire.path);
        break;
      case 12:
        if (name.toString('latin1').toLowerCase() === 'content-type') this.contentType = value.toString('latin1');
        break;
      default:
    }
  }

  private finish(problem: string): void {
    if (this.done) return;
    this.done = true;
    clearTimeout(this.pause);
    const endedAt = performance.now();
    const failed = problem !== '';
    this.settle({
      code: failed ? -1 : this.code, reason: this.reason, problem, aborted: this.aborted, rawHeaders: this.rawHeaders,
      contentType: this.contentType, location: this.location, kept: this.kept, bodySize: this.bodySize,
      receivedBytes: this.headSize + this.bodySize,
      sentBytes: this.wire.size + (this.cookie === '' ? 0 : this.cookie.length + 10),
      cookie: this.cookie, startedAt: this.startedAt, elapsedMs: endedAt - this.startedAt,
      latencyMs: this.firstByteAt === 0 ? 0 : this.firstByteAt - this.startedAt, connectMs: this.connectMs,
    });
  }
}

/** What a transport error means for the reader of a report. */
function explain(error: Error, wire: WireRequest): string {
  if (error instanceof NameProblem) return error.message;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (code) {
    case 'UND_ERR_CONNECT_TIMEOUT': return `Connect timed out: ${wire.origin} did not accept the connection in time. Raise connectTimeoutMs of its server or check the target.`;
    case 'UND_ERR_HEADERS_TIMEOUT': return `Read timed out: no answer from ${wire.origin} within ${wire.responseTimeoutMs} ms (responseTimeoutMs of its server).`;
    case 'UND_ERR_BODY_TIMEOUT': return `Read timed out: the answer of ${wire.origin} stalled for ${wire.responseTimeoutMs} ms (responseTimeoutMs of its server).`;
    case 'ECONNREFUSED': return `Connection refused: nothing listens at ${wire.origin}.`;
    case 'ENOTFOUND': case 'EAI_AGAIN': return `Unknown host: ${wire.origin} cannot be resolved.`;
    case 'ECONNRESET': case 'UND_ERR_SOCKET': return `Connection lost: ${wire.origin} closed it before the answer was complete (${error.message}).`;
    case 'UND_ERR_INVALID_ARG': return `The request cannot be sent: ${error.message}. Check the path and the header values after the variables are filled in.`;
    default: return `${code === '' ? error.name : code}: ${error.message}`;
  }
}
