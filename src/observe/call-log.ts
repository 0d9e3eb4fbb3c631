import type { Happenings, OperationAnswered, RequestRefused, UpstreamAnswered } from '../scope/happenings.js';
import type { CallerNames } from './caller-names.js';
import type { LineWriter } from './line-writer.js';

/** In the order they are written. Fields without a value are left out. */
type Fields = Readonly<Record<string, string | number | undefined>>;

/**
 * One line per request of the protocol and per call to OctoPerf. What is in a line is listed here, field by field, so that nothing
 * else can get into it: no argument, no query, no body, no token. Of a path only its template: ids and file names are arguments, too.
 */
export class CallLog {
  constructor(happenings: Happenings, private readonly callers: CallerNames, private readonly writer: LineWriter, private readonly isJson: boolean) {
    happenings.on('operation', (operation) => { this.operation(operation); });
    happenings.on('upstream', (exchange) => { this.exchange(exchange); });
    happenings.on('refused', (refusal) => { this.refused(refusal); });
  }

  private operation({ method, tool, effect, requestId, caller, ms, failure, code, bytes, trace, call }: OperationAnswered): void {
    const carried = trace?.span ?? call?.carried?.span;
    this.line('Call', { request: requestId, caller: this.callers.of(caller), client: caller?.clientId, method, tool, effect, ms: rounded(ms), outcome: failure ?? 'ok', code, bytes, trace: carried?.traceId });
  }

  private exchange({ method, route, tool, requestId, ms, status, failure, bytes, trace }: UpstreamAnswered): void {
    this.line('Upstream', { request: requestId, tool, method, route, ms: rounded(ms), status, outcome: failure ?? (status !== undefined && status >= 400 ? 'refused' : 'ok'), bytes, trace: trace?.span.traceId });
  }

  private refused({ reason, caller, requestId, tool }: RequestRefused): void {
    this.line('Refused', { request: requestId, caller: this.callers.of(caller), client: caller?.clientId, tool: tool === undefined ? undefined : harmless(tool), reason });
  }

  private line(context: string, fields: Fields): void {
    this.writer.write(this.isJson ? jsonLine(context, fields) : textLine(context, fields));
  }
}

/** The fields that Nest's own JSON lines have, so that one reader takes both. */
const jsonLine = (context: string, fields: Fields): string => JSON.stringify({ level: 'log', pid: process.pid, timestamp: Date.now(), context, ...fields });

function textLine(context: string, fields: Fields): string {
  let line = `${new Date().toISOString()} ${context}`;
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) line += ` ${name}=${typeof value === 'string' ? quoted(value) : value}`;
  }
  return line;
}

const PLAIN = /^[^\s"=\\\p{Cc}]+$/u;
const quoted = (value: string): string => (PLAIN.test(value) ? value : JSON.stringify(value));
const rounded = (ms: number): number => Math.round(ms * 100) / 100;
/** A name that a client made up is not repeated. */
const harmless = (tool: string): string | undefined => (/^[a-z0-9_]{1,64}$/.test(tool) ? tool : undefined);
