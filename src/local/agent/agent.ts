import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentSettings } from '../../config/agent-settings.js';
import { type AgentOrder, HeartbeatAnswer, HOLD_MS, type Orders, PROTOCOL_VERSION, Welcome } from '../agent-wire/agent-protocol.js';
import { AgentRun } from './agent-run.js';
import { ServerClock } from './server-clock.js';
import { CallFailed, ServerLink } from './server-link.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;
const CALL_MS = 10_000;
/** An order call that is not answered so long after it should have been is a broken one. */
const ORDER_PATIENCE_MS = 10_000;
const LAST_WORDS_MS = 5_000;

export interface AgentTools { readonly settings: AgentSettings; readonly say: (text: string) => void }

/**
 * A load agent: registers with its backend, plays what it is ordered to, and stays until it is told to go or its token is taken
 * back. Without its backend it loads nothing: a refused connection ends all load at once, silence after the backend's own limit.
 */
export class LoadAgent {
  private readonly link: ServerLink;
  private readonly clock = new ServerClock();
  private readonly runs = new Map<string, AgentRun>();
  private readonly stopping = new AbortController();
  private folder = '';
  private session: Session | undefined;
  private made = 0;

  constructor(private readonly tools: AgentTools) {
    const { serverUrl, token } = tools.settings;
    this.link = new ServerLink(serverUrl, token, randomUUID());
  }

  /** Works until `stop`; rejects with the backend's sentence when it wants this agent no more. */
  async work(): Promise<void> {
    this.folder = await mkdtemp(join(this.tools.settings.workFolder ?? tmpdir(), 'octoperf-agent-'));
    try {
      while (!this.stopping.signal.aborted) {
        const session = await this.register();
        if (session !== undefined) await this.serve(session);
      }
    } finally {
      await this.dismiss('the end of the agent');
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  /** Ends what runs, hands in what was measured, and says good-bye. */
  async stop(by: string): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const runs = [...this.runs.values()];
    for (const run of runs) run.stop(by);
    await Promise.race([Promise.all(runs.map((run) => run.over)), pause(LAST_WORDS_MS)]);
    const { session } = this;
    if (session !== undefined) await this.link.post('leave', { agentId: session.agentId }, {}, 2000).catch(() => undefined);
    this.stopping.abort();
    session?.end.abort();
  }

  private async register(): Promise<Session | undefined> {
    const { name, host, memoryMb, container } = this.tools.settings;
    for (let wait = FIRST_PAUSE_MS; !this.stopping.signal.aborted; wait = Math.min(LONGEST_PAUSE_MS, wait * 2)) {
      try {
        const sentAt = Date.now();
        const welcome = Welcome.parse(await this.link.post('register', {}, { protocol: PROTOCOL_VERSION, ...(name === undefined ? {} : { name }), host, memoryMb, container, pid: process.pid }, CALL_MS, this.stopping.signal));
        this.clock.add(sentAt, Date.now(), welcome.now);
        this.tools.say(`agent ${welcome.name} is UP at location ${welcome.location}, orders come from ${this.tools.settings.serverUrl}`);
        return (this.session = { ...welcome, end: new AbortController(), heardAt: performance.now() });
      } catch (error) {
        if (this.stopping.signal.aborted) return undefined;
        if (!(error instanceof CallFailed) || error.isFinal) throw error;
        this.tools.say(`${error.message} Next attempt in ${Math.round(wait)} ms.`);
        // Many agents of one backend must not come back in one moment.
        await pause(wait * (0.5 + Math.random()), this.stopping.signal);
      }
    }
    return undefined;
  }

  /** Heartbeats and orders side by side, until the backend is lost. */
  private async serve(session: Session): Promise<void> {
    await Promise.all([this.beat(session), this.obey(session)]);
    this.session = undefined;
    if (!this.stopping.signal.aborted) await this.dismiss('the agent, which lost its backend');
  }

  private async beat(session: Session): Promise<void> {
    while (!session.end.signal.aborted) {
      const sentAt = Date.now();
      try {
        const { now } = HeartbeatAnswer.parse(await this.link.post('heartbeat', session, { roundTripMs: this.clock.roundTripMs }, session.lostAfterMs, session.end.signal));
        this.clock.add(sentAt, Date.now(), now);
        session.heardAt = performance.now();
      } catch (error) {
        this.judge(session, error);
      }
      await pause(session.heartbeatMs, session.end.signal);
    }
  }

  private async obey(session: Session): Promise<void> {
    let after = 0;
    while (!session.end.signal.aborted) {
      try {
        const { orders } = (await this.link.post('orders', session, { after }, HOLD_MS + ORDER_PATIENCE_MS, session.end.signal)) as Orders;
        for (const { number, order } of orders) {
          if (number <= after) continue;
          after = number;
          this.carryOut(order, session);
        }
      } catch (error) {
        this.judge(session, error);
        await pause(FIRST_PAUSE_MS, session.end.signal);
      }
    }
  }

  /** Whether the backend is lost: nobody listens there, it does not know this agent, or it was silent for as long as it takes to be given up by it. */
  private judge(session: Session, error: unknown): void {
    if (session.end.signal.aborted) return;
    const failure = error instanceof CallFailed ? error : new CallFailed(error instanceof Error ? error.message : String(error), 'unreachable');
    const silent = performance.now() - session.heardAt;
    if (failure.kind === 'unreachable' && silent < session.lostAfterMs) return;
    this.tools.say(failure.kind === 'unreachable' ? `Nothing was heard of the backend for ${Math.round(silent)} ms: all load is ended. ${failure.message}` : failure.message);
    for (const run of this.runs.values()) run.abandon('the agent, which lost its backend');
    session.end.abort();
  }

  private carryOut(order: AgentOrder, { agentId }: Session): void {
    const run = this.runs.get(order.runId);
    switch (order.type) {
      case 'prepare': if (run === undefined) this.prepare(order, agentId); return;
      case 'go': run?.go(order.at); return;
      case 'stop': run?.stop(order.by);
    }
  }

  private prepare(order: Extract<AgentOrder, { type: 'prepare' }>, agentId: string): void {
    const { settings, say } = this.tools;
    say(`run ${order.runId}: preparing "${order.plan.scenarioName}"`);
    const run = new AgentRun(order, join(this.folder, String(++this.made)), { link: this.link, agentId, allowedHosts: settings.allowedHosts, clockOffsetMs: () => this.clock.offsetMs, say });
    this.runs.set(order.runId, run);
    void run.over.then(() => {
      this.runs.delete(order.runId);
      say(`run ${order.runId}: over`);
    });
  }

  private async dismiss(by: string): Promise<void> {
    const runs = [...this.runs.values()];
    for (const run of runs) run.abandon(by);
    await Promise.race([Promise.all(runs.map((run) => run.over)), pause(LAST_WORDS_MS)]);
  }
}

/** One registration, for as long as the backend is heard. `heardAt` by performance.now(). */
interface Session extends Welcome { readonly end: AbortController; heardAt: number }

function pause(ms: number, ended?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ended?.aborted === true) { resolve(); return; }
    const done = (): void => {
      clearTimeout(timer);
      ended?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    ended?.addEventListener('abort', done);
  });
}
