/** One request as it goes onto the wire. `headers` = flat name, value, name, value… without Host, Connection and Content-Length. */
export interface WireRequest {
  readonly origin: string;
  /** Path and query, escaped. */
  readonly path: string;
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
  /** Host header where it differs from the origin's. */
  readonly host: string | undefined;
  /** Close the connection after this request. */
  readonly close: boolean;
  /** Longest wait for the next byte of the answer, 0 = for ever. */
  readonly responseTimeoutMs: number;
  /** Bytes of request line, headers and body, cookies not yet among them. */
  readonly size: number;
}

/** What came back. Times in ms: `elapsed` to the last byte, `latency` to the first, `connect` 0 on a reused connection. */
export interface Reply {
  /** -1 = no answer; `problem` says why. */
  readonly code: number;
  readonly reason: string;
  readonly problem: string;
  /** Ended because the run was stopped: counts as nothing. */
  readonly aborted: boolean;
  /** Name, value, name, value… as received. */
  readonly rawHeaders: readonly Buffer[];
  readonly contentType: string;
  readonly location: string;
  /** Body as received (still compressed), as far as it was kept. */
  readonly kept: readonly Buffer[];
  readonly bodySize: number;
  /** Bytes on the wire: status line, headers and body. */
  readonly receivedBytes: number;
  readonly sentBytes: number;
  /** The Cookie header that went out, '' = none. */
  readonly cookie: string;
  /** performance.now() at the start. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly latencyMs: number;
  readonly connectMs: number;
}

/** The absolute URL of a request. */
export const urlOf = (wire: Pick<WireRequest, 'origin' | 'path'>): string => wire.origin + wire.path;

/** A reply for a request that never left, with the sentence that says why. */
export function refusedReply(problem: string): Reply {
  return { ...NOTHING, problem, startedAt: performance.now() };
}

const NOTHING: Reply = {
  code: -1, reason: '', problem: '', aborted: false, rawHeaders: [], contentType: '', location: '', kept: [], bodySize: 0,
  receivedBytes: 0, sentBytes: 0, cookie: '', startedAt: 0, elapsedMs: 0, latencyMs: 0, connectMs: 0,
};

/** Size of the head of a request as the transport writes it. */
export function headSize(method: string, path: string, host: string, headers: readonly string[], close: boolean, contentLength: number | undefined): number {
  let size = Buffer.byteLength(method) + Buffer.byteLength(path) + 12 + 8 + host.length + (close ? 19 : 24) + 2;
  for (let at = 0; at < headers.length; at += 2) size += Buffer.byteLength(headers[at] ?? '') + Buffer.byteLength(headers[at + 1] ?? '') + 4;
  return contentLength === undefined ? size : size + 18 + String(contentLength).length;
}

/** Verbs for which the transport says `content-length: 0` when there is no body (undici, client-h1). */
export const EXPECTS_BODY: ReadonlySet<string> = new Set(['PUT', 'POST', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);
