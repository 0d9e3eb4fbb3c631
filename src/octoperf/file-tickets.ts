import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { ApplicationConfig } from '../config/application-config.js';
import type { PresignRequest, PresignedUrl } from '../contract/presigned.js';
import { AgentError } from '../errors/agent-error.js';
import { OutageError } from '../errors/outage-error.js';

/** Life of a ticket, in milliseconds: that of a presigned link (behaviour.md §5.3). */
const LIFE_MS = 5 * 60_000;
const MOST = 2_000;
const MOST_OF_ONE = 50;
const SWEEP_MS = 60_000;
const TOKEN_BYTES = 32;

/** The one REST call that a ticket stands for, and whose token makes it. */
export interface FileCall extends PresignRequest {
  readonly subject: string;
  readonly token: string;
  /** Name of the part that a bare file goes into. */
  readonly part: string;
}
export type Claim = { readonly call: FileCall } | { readonly refused: 'unknown' | 'used' | 'expired' } | { readonly refused: 'method'; readonly allowed: readonly string[] };
interface Ticket { call: FileCall | undefined; readonly subject: string; readonly expiresAt: number }

const nameOf = (ticket: string): string => createHash('sha256').update(ticket).digest('hex');

/**
 * Addresses of this server that stand for one REST call of one caller, once, for five minutes: for backends that make no presigned links.
 * The caller's token waits here, in this process and nowhere else, until the ticket is used or has expired; never in the address.
 */
@Injectable()
export class FileTickets {
  private readonly tickets = new Map<string, Ticket>();
  /** Where they can be used; undefined in a process that serves no HTTP. */
  private address: string | undefined;

  constructor(private readonly config: ApplicationConfig) {}

  /** Those that can still be used. */
  get open(): number {
    const now = Date.now();
    return [...this.tickets.values()].filter(({ call, expiresAt }) => call !== undefined && expiresAt > now).length;
  }

  get isServed(): boolean { return this.address !== undefined; }

  /** From now on tickets can be used at `{MCP endpoint}/files`; those that have expired are forgotten every minute. */
  serve(): void {
    this.address = `${this.config.mcpUrl}/files`;
    setInterval(() => { this.sweep(Date.now()); }, SWEEP_MS).unref();
  }

  /** Throws AgentError where the caller holds too many, OutageError where this server does. */
  issue(call: FileCall, now = Date.now()): PresignedUrl {
    this.sweep(now);
    if (this.tickets.size >= MOST) throw new OutageError('This server has too many links waiting to be used.', { next: 'Try again in five minutes.' });
    const mine = [...this.tickets.values()].filter(({ call: waiting, subject }) => waiting !== undefined && subject === call.subject).length;
    if (mine >= MOST_OF_ONE) throw new AgentError(`Your account has ${MOST_OF_ONE} unused links.`, 'Use them, or let them expire (five minutes).', { retry: 'later' });
    const ticket = randomBytes(TOKEN_BYTES).toString('base64url');
    const expiresAt = now + LIFE_MS;
    this.tickets.set(nameOf(ticket), { call, subject: call.subject, expiresAt });
    return { url: `${this.address ?? ''}/${ticket}`, method: call.method, expiresAt: new Date(expiresAt).toISOString() };
  }

  /** Takes the call of a ticket for good. A wrong method does not use it up. */
  claim(ticket: string, method: string, now = Date.now()): Claim {
    const known = this.tickets.get(nameOf(ticket));
    if (known === undefined) return { refused: 'unknown' };
    if (known.expiresAt <= now) return { refused: 'expired' };
    const { call } = known;
    if (call === undefined) return { refused: 'used' };
    const allowed = call.method === 'GET' ? ['GET'] : [call.method, 'PUT'];
    if (!allowed.includes(method)) return { refused: 'method', allowed };
    known.call = undefined;
    return { call };
  }

  private sweep(now: number): void {
    for (const [name, { expiresAt }] of this.tickets) if (expiresAt <= now) this.tickets.delete(name);
  }
}
