import { Logger } from '@nestjs/common';
import { OutageError } from '../errors/outage-error.js';
import type { CallBegun, ConfirmationHeard, Happenings, Limited, OperationAnswered, RequestRefused } from '../scope/happenings.js';
import type { KnownCaller, ToolCallScope } from '../scope/request-scope.js';
import type { AuditFile } from './audit-file.js';
import { DenialBudget } from './denial-budget.js';
import { targetIds } from './target-ids.js';

const SWEEP_MS = 60_000;
const COMPLAIN_MS = 60_000;
const NAME_MAX = 256;
const LIMITED = 'limited';
/** Told as `refused` and as `limited`, and written down as the second, which says more. */
const TOLD_TWICE = 'rate-limit';

interface Denial extends RequestRefused { readonly limit?: Limited['limit'] }

/**
 * Keeps the books: what was to be written, spent or stopped, before it is done; what became of it; what was asked and answered before;
 * and who was turned away. A call that began and has no end was under way when the process was killed.
 */
export class AuditLog {
  private readonly logger = new Logger('Audit');
  private readonly denials = new DenialBudget();
  private readonly begun = new WeakMap<ToolCallScope, number>();
  private readonly confirmed = new WeakMap<ToolCallScope, ConfirmationHeard['outcome']>();
  private readonly sweep: NodeJS.Timeout;
  private complained = 0;
  /** Lines that could not be written; and how many of them the log does not tell of yet. */
  failures = 0;
  private untold = 0;

  /** @param refuses whether a call is stopped that cannot be written down first. */
  constructor(happenings: Happenings, private readonly file: AuditFile, private readonly refuses: boolean) {
    happenings.on('begun', (call) => { this.begins(call); });
    happenings.on('operation', (operation) => { this.ends(operation); });
    happenings.on('confirmation', (heard) => { this.hears(heard); });
    happenings.on('refused', (refusal) => { if (refusal.reason !== TOLD_TWICE) this.denies(refusal); });
    happenings.on('limited', ({ limit, caller, requestId }) => { this.denies({ reason: LIMITED, limit, caller, requestId }); });
    this.sweep = setInterval(() => { this.tellUnwritten(this.denials.ended()); }, SWEEP_MS).unref();
  }

  close(): void {
    clearInterval(this.sweep);
    this.tellUnwritten(this.denials.drain());
    this.attempt(() => { this.file.close(); return 0; });
  }

  private begins({ call, tool, effect, caller, requestId, args }: CallBegun): void {
    const line = this.append('begun', { tool, effect, ...named(caller), request: requestId, targets: targetIds(args) });
    if (line !== undefined) this.begun.set(call, line);
    else if (this.refuses) throw new OutageError('This server cannot write its audit log, and does nothing that it cannot write down.', { retry: 'later' });
  }

  private ends({ call, tool, effect, caller, requestId, failure, ms, answer }: OperationAnswered): void {
    const begun = call === undefined ? undefined : this.begun.get(call);
    if (call === undefined || begun === undefined) return;
    const outcome = this.outcomeOf(call, failure);
    this.append('ended', { begun, tool, effect, ...named(caller), request: requestId, outcome, ms: Math.round(ms), made: targetIds(answer) });
  }

  /** A call that only asked has done nothing, whichever way its client was told. */
  private outcomeOf(call: ToolCallScope, failure: OperationAnswered['failure']): string {
    return this.confirmed.get(call) === 'asked' ? 'asked' : (failure ?? 'ok');
  }

  private hears({ call, outcome, tool, effect, caller, requestId }: ConfirmationHeard): void {
    if (call !== undefined) this.confirmed.set(call, outcome);
    this.append('confirmation', { begun: call === undefined ? undefined : this.begun.get(call), outcome, tool, effect, ...named(caller), request: requestId });
  }

  private denies({ reason, limit, caller, requestId, tool }: Denial): void {
    const { isWritten, unwritten } = this.denials.take(`${reason} ${limit ?? ''} ${caller?.subject ?? ''}`);
    this.tellUnwritten(unwritten);
    if (isWritten) this.append('denied', { reason, limit, ...named(caller), request: requestId, tool });
  }

  private tellUnwritten(unwritten: readonly { kind: string; count: number }[]): void {
    for (const { kind, count } of unwritten) {
      const [, reason = kind, limit = '', subject = ''] = /^(\S*) (\S*) (.*)$/s.exec(kind) ?? [];
      this.append('denials', { reason, ...(limit === '' ? {} : { limit }), ...(subject === '' ? {} : { caller: subject.slice(0, NAME_MAX) }), count });
    }
  }

  private append(kind: string, fields: Readonly<Record<string, unknown>>): number | undefined {
    return this.attempt(() => {
      if (this.untold > 0) this.file.append('lost', { count: this.untold });
      this.untold = 0;
      return this.file.append(kind, fields);
    });
  }

  private attempt(write: () => number): number | undefined {
    try {
      return write();
    } catch (error) {
      this.failures++;
      this.untold++;
      if (Date.now() - this.complained >= COMPLAIN_MS) {
        this.complained = Date.now();
        this.logger.error(`the audit log cannot be written (${error instanceof Error ? error.message : String(error)}); ${this.failures} lines lost so far; ${this.refuses ? 'calls that write are refused' : 'calls go on'}`);
      }
      return undefined;
    }
  }
}

const named = (caller: KnownCaller | undefined): Readonly<Record<string, string | undefined>> => ({ caller: caller?.subject.slice(0, NAME_MAX), client: caller?.clientId?.slice(0, NAME_MAX) });
