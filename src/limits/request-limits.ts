import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { ApplicationConfig } from '../config/application-config.js';
import { Happenings } from '../scope/happenings.js';
import { currentRequest } from '../scope/request-scope.js';
import { addressKey } from './address-key.js';
import { Allowance } from './allowance.js';

const CALLERS = 10_000;
const ADDRESSES = 20_000;
const ALL = 'all';
const FROM_ADDRESS = 'Too many requests without a valid access token came from your address.';

/** No room: for whom, and how long until there is. */
export interface NoRoom { readonly what: string; readonly waitMs: number }

/** How much each account, each address and this process as a whole may ask for. Counted in this process alone, within bounded memory. */
@Injectable()
export class RequestLimits {
  private readonly callers: Allowance;
  private readonly process: Allowance;
  private readonly addresses: Allowance;

  constructor(private readonly config: ApplicationConfig, private readonly happenings: Happenings) {
    const { limits } = config;
    this.callers = new Allowance(limits.callerPerMinute, limits.callerBurst, CALLERS);
    this.process = new Allowance(limits.processPerMinute, limits.processBurst, 1);
    this.addresses = new Allowance(limits.unprovenPerMinute, limits.unprovenBurst, ADDRESSES);
  }

  /** Takes room for a request of a proven caller. @param cost see `costOf`. @returns why there is none; undefined where there was. */
  admit(subject: string, cost: number): NoRoom | undefined {
    const all = this.process.wait(ALL);
    if (all > 0) return this.refuse('process', 'This server receives more requests than it takes.', all);
    const own = this.callers.take(subject, cost);
    if (own > 0) return this.refuse('caller', `Your account sends more requests than the ${this.config.limits.callerPerMinute} a minute that this server takes of one.`, own);
    this.process.take(ALL, cost);
    return undefined;
  }

  /** Takes room for a request whose token is still to be proven: to be given back with `proven`. */
  beginProof(request: Request): NoRoom | undefined {
    const wait = this.addresses.take(addressKey(request.ip));
    return wait > 0 ? this.refuse('address', FROM_ADDRESS, wait) : undefined;
  }

  proven(request: Request): void { this.addresses.giveBack(addressKey(request.ip)); }

  /** Whether the address has no room left; takes none and counts nobody as refused: asked before anything is read of a request. */
  mustWait(request: Request): NoRoom | undefined {
    if (this.addresses.size === 0) return undefined;
    const waitMs = this.addresses.wait(addressKey(request.ip));
    return waitMs > 0 ? { what: FROM_ADDRESS, waitMs } : undefined;
  }

  /** Counts a request that was refused for its address. */
  turnAway(waitMs: number): void { this.refuse('address', FROM_ADDRESS, waitMs); }

  private refuse(limit: 'caller' | 'process' | 'address', what: string, waitMs: number): NoRoom {
    const request = currentRequest();
    this.happenings.tell('refused', { reason: 'rate-limit', caller: request?.caller, requestId: request?.requestId });
    this.happenings.tell('limited', { limit, waitMs, caller: request?.caller, requestId: request?.requestId });
    return { what, waitMs };
  }
}
