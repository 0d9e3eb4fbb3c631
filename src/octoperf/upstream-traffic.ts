import { Injectable, Logger } from '@nestjs/common';
import { ApplicationConfig } from '../config/application-config.js';
import type { Written } from '../errors/advice.js';
import { OutageError } from '../errors/outage-error.js';
import { secondsOf } from '../limits/too-many.js';
import { Happenings, type Limit } from '../scope/happenings.js';
import { currentRequest, currentToolCall, type ToolCallScope } from '../scope/request-scope.js';
import { type Outcome, UpstreamBreaker } from './upstream-breaker.js';
import { NoPlaceError, UpstreamPlaces } from './upstream-places.js';

/** What one exchange of the REST API says of it: how it went, told by whoever made it. */
export interface Leave { done(outcome: Outcome): void }

/** Who may call the REST API now: the breaker says whether anybody, the places say how many. */
@Injectable()
export class UpstreamTraffic {
  private readonly logger = new Logger(UpstreamTraffic.name);
  private readonly breaker: UpstreamBreaker;
  private readonly places: UpstreamPlaces;

  constructor(private readonly config: ApplicationConfig, private readonly happenings: Happenings) {
    this.places = new UpstreamPlaces(config.octoperf);
    this.breaker = new UpstreamBreaker(config.octoperf.breaker, (state) => {
      this.logger.warn(state === 'closed' ? 'the REST API answers again: calls go through' : state === 'open' ? `the REST API fails too often: calls are held back for ${config.octoperf.breaker.openSeconds} s` : 'one call tries the REST API');
      happenings.tell('breaker', { upstream: 'rest-api', state });
    });
  }

  /** Calls under way. */
  get inFlight(): number { return this.places.inFlight; }
  /** Calls that wait for a place. */
  get waiting(): number { return this.places.waiting; }
  get breakerState(): UpstreamBreaker['state'] { return this.breaker.state; }

  /** Waits for leave to make one exchange. Throws OutageError that says when to come back: the exchange was not made. */
  async enter(signal: AbortSignal | undefined): Promise<Leave> {
    const caller = currentRequest()?.caller?.subject ?? '';
    const closed = this.breaker.closedFor();
    if (closed > 0) throw this.heldBack(closed);
    const wait = this.places.enter(caller, signal);
    if (wait !== undefined) await wait.catch((error: unknown) => { throw error instanceof NoPlaceError ? this.crowded(error.isOwn) : error; });
    const held = this.breaker.wait();
    if (held > 0) {
      this.places.leave(caller);
      throw this.heldBack(held);
    }
    return { done: (outcome) => { this.places.leave(caller); this.breaker.note(outcome, caller); } };
  }

  private tell(limit: Limit, waitMs: number): void {
    const request = currentRequest();
    this.happenings.tell('limited', { limit, waitMs, caller: request?.caller, requestId: request?.requestId });
  }

  private crowded(isOwn: boolean): OutageError {
    const waitMs = this.config.octoperf.maxWaitMs;
    this.tell('upstream', waitMs);
    const next = `Call again in ${secondsOf(waitMs)} seconds${isOwn ? ', with fewer calls at the same time' : ''}.`;
    return new OutageError(isOwn ? 'Your account has too many calls of OctoPerf under way.' : 'Too many calls of OctoPerf are under way.', { written: writtenBy(currentToolCall()), next });
  }

  private heldBack(waitMs: number): OutageError {
    this.tell('breaker', waitMs);
    return new OutageError('OctoPerf failed too often a moment ago, so this call was not sent.', { written: writtenBy(currentToolCall()), next: `Call again in ${secondsOf(waitMs)} seconds. If it persists, tell the user that the OctoPerf platform needs attention.` });
  }
}

/** What a call of a tool that ends here leaves behind: nothing, unless an earlier exchange of it may have changed something. */
export const writtenBy = (tool: ToolCallScope | undefined): Written => (tool?.hasWritten === true ? 'unknown' : 'nothing');
