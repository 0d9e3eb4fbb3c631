import { capture } from '../http/capture.js';
import { BODY_LIMIT, mediaTypeOf } from '../http/decode-body.js';
import { ExchangeView } from '../http/exchange-view.js';
import type { AllowedHosts } from '../http/allowed-hosts.js';
import { redirected } from '../http/redirect.js';
import type { Refusal, RequestPlan } from '../http/request-plan.js';
import { refusedReply, type Reply, type WireRequest } from '../http/wire.js';
import { prepared, waited } from './around-sample.js';
import type { Step } from './play.js';
import type { Processors, Remarks, Views } from './processors.js';
import { downloadResources } from './resources.js';
import type { Frame, Sample, SampledAction } from './sample.js';
import type { User } from './user.js';
import { extract, judge, type Verdict } from './verdict.js';

/** Most of a failed answer that is kept for its error sample. */
export const ERROR_BODY_LIMIT = 64 * 1024;

export interface SamplerParts {
  readonly action: SampledAction;
  /** Whose hits the requests after a redirect are: the action's own hit is the whole chain. */
  readonly redirects: SampledAction;
  readonly resources: SampledAction;
  readonly plan: RequestPlan;
  readonly processors: Processors;
  readonly followRedirects: boolean;
  readonly downloadResources: boolean;
  readonly recordedCode: number | undefined;
  readonly hosts: AllowedHosts;
  /** What the whole plan asks of every sampler; complete when the plan is. */
  readonly demands: Demands;
}

/** Something somewhere in the plan reads the answer of the request before. */
export interface Demands { previous: boolean }

const NONE: readonly string[] = [];

/** The chain of one sample: the request, what redirects led to, and the last answer. */
interface Chain { readonly hops: readonly ExchangeView[]; readonly last: ExchangeView; readonly aborted: boolean }

/** Sends one request of the tree: pre-processors, think time, request, redirects, resources, extractors, assertions, verdict. */
export class HttpSampler implements Step {
  private readonly needsBody: boolean;
  private readonly hasAssertions: boolean;

  constructor(private readonly parts: SamplerParts) {
    const { post, assertions } = parts.processors;
    this.needsBody = parts.downloadResources || post.some((processor) => processor.needsBody) || assertions.some((assertion) => assertion.needsBody);
    this.hasAssertions = assertions.length > 0 || post.length > 0;
  }

  async run(user: User, frame: Frame): Promise<void> {
    const { processors, plan, action } = this.parts;
    user.samplerName = action.actionName;
    const preFailures = processors.pre.length === 0 ? NONE : await prepared(user, processors.pre);
    if (processors.timers.length > 0 && !(await waited(user, processors.timers, frame))) return;
    const wire = this.rewritten(plan.render(user), user);
    const chain = 'refused' in wire ? refusedChain(wire.refused, this.parts) : await this.send(user, wire);
    // Fresh in the cache: nothing was sent and nothing came back, so there is no sample either.
    if (chain === undefined) return;
    if (chain.aborted) { frame.cut = true; return; }
    this.reportRedirects(user, chain, frame);
    const resources = this.parts.downloadResources && isPage(chain.last) ? await downloadResources(user, chain.last, this.parts, plan.server.resourcesPool, frame) : [];
    const views: Views = { main: chain.last, subs: [...chain.hops.slice(0, -1), ...resources], remarks: {}, elapsedMs: chain.hops.length > 1 ? summed(chain.hops).elapsedMs : chain.last.reply.elapsedMs };
    user.previous = chain.last;
    const extraction = processors.post.length === 0 ? NONE : extract(processors.post, views, user);
    const found = extraction instanceof Promise ? await extraction : extraction;
    const complaints = preFailures.length === 0 ? found : [...preFailures, ...found];
    const verdict = judge({ views, user, processors, firstCode: chain.hops[0]?.reply.code ?? -1, recordedCode: this.parts.recordedCode, complaints });
    user.lastSampleOk = verdict.success;
    if (views.remarks.ignored !== true) user.report(remarked(this.sample(chain, verdict, user), views.remarks), frame);
    for (const aftermath of processors.after) aftermath(user, verdict.success);
  }

  private rewritten(wire: WireRequest | Refusal, user: User): WireRequest | Refusal {
    if (user.rewrites.length === 0) return wire;
    const rewrites = user.rewrites.splice(0);
    return 'refused' in wire ? wire : rewrites.reduce((current, rewrite) => rewrite(current), wire);
  }

  /** The answers of a request and its redirects; undefined = it is answered from the cache without a sample. */
  private async send(user: User, wire: WireRequest): Promise<Chain | undefined> {
    const keep = (code: number): number => this.bytesToKeep(user, code);
    const { maxRedirects } = user.settings.network;
    const hops: ExchangeView[] = [];
    let current = wire;
    for (;;) {
      const way = user.transport.throughCache(current);
      if ('reply' in way && way.reply === undefined) return ended(hops);
      if ('wire' in way) { current = way.wire; user.waits++; }
      const reply = 'wire' in way ? await user.transport.send(current, keep) : way.reply ?? refusedReply('');
      const view = new ExchangeView(current, reply);
      hops.push(view);
      if (reply.aborted || !this.parts.followRedirects) return { hops, last: view, aborted: reply.aborted };
      const next = redirected(current, reply, this.parts.hosts);
      if (next === undefined) return { hops, last: view, aborted: false };
      const problem = 'refused' in next ? next.refused : hops.length > maxRedirects ? `More than ${maxRedirects} redirects: the site sends this request in circles.` : undefined;
      if (problem !== undefined || 'refused' in next) return { hops, last: new ExchangeView(current, { ...reply, code: -1, problem: problem ?? '' }), aborted: false };
      current = next;
    }
  }

  /** Bodies cost memory and time: kept whole only for those who read them, in part where an error sample may show them. */
  private bytesToKeep(user: User, code: number): number {
    if (this.needsBody || this.parts.demands.previous || user.settings.mode === 'VALIDATION') return BODY_LIMIT;
    if (code < 400 && !this.hasAssertions) return 0;
    return user.stage.listener.wantsExchange(this.parts.action, String(code)) ? ERROR_BODY_LIMIT : 0;
  }

  private reportRedirects(user: User, { hops }: Chain, frame: Frame): void {
    // The chain's own sample carries the times of all hops; these are there so that every request sent is one hit.
    for (const { reply, wire, url } of hops.slice(1)) {
      const sample: Sample = {
        action: this.parts.redirects, startedAt: reply.startedAt, elapsedMs: reply.elapsedMs, latencyMs: reply.latencyMs, connectMs: reply.connectMs,
        receivedBytes: reply.receivedBytes, sentBytes: reply.sentBytes, success: reply.code > 0 && reply.code < 400, code: String(reply.code), method: wire.method,
        mediaType: mediaTypeOf(reply.contentType) || undefined, contentType: reply.contentType, reason: reply.problem === '' ? reply.reason : reply.problem, failure: reply.problem, failedAssertions: [], url,
      };
      user.stage.listener.sample(user, sample);
      frame.add({ ...sample, elapsedMs: 0, latencyMs: 0, connectMs: 0 });
    }
  }

  private sample(chain: Chain, verdict: Verdict, user: User): Sample {
    const { last, hops } = chain;
    const { reply } = last;
    const first = hops[0]?.reply ?? reply;
    const total = hops.length > 1 ? summed(hops) : reply;
    return {
      action: this.parts.action, startedAt: first.startedAt, elapsedMs: total.elapsedMs, latencyMs: first.latencyMs, connectMs: total.connectMs,
      // Later hops are hits of their own, with their own bytes.
      receivedBytes: first.receivedBytes, sentBytes: first.sentBytes,
      success: verdict.success, code: String(reply.code), method: last.wire.method, mediaType: mediaTypeOf(reply.contentType) || undefined, contentType: reply.contentType,
      assertions: verdict.assertions, reason: reply.problem === '' ? reply.reason : reply.problem,
      failure: verdict.failure, failedAssertions: verdict.failedAssertions, url: last.url,
      exchange: (limit) => capture(last, limit, (text) => user.program.hide(text)),
    };
  }
}

/** A chain whose next answer is fresh in the cache ends with the one before. */
function ended(hops: readonly ExchangeView[]): Chain | undefined {
  const last = hops.at(-1);
  return last === undefined ? undefined : { hops, last, aborted: false };
}

/** A sample with what scripts said about it; whether it is OK is in the verdict already. */
function remarked(sample: Sample, { code, message }: Remarks): Sample {
  return code === undefined && message === undefined ? sample : { ...sample, code: code ?? sample.code, reason: message ?? sample.reason };
}

function summed(hops: readonly ExchangeView[]): { elapsedMs: number; connectMs: number } {
  return hops.reduce((sum, { reply }) => ({ elapsedMs: sum.elapsedMs + reply.elapsedMs, connectMs: sum.connectMs + reply.connectMs }), { elapsedMs: 0, connectMs: 0 });
}

const isPage = ({ reply }: ExchangeView): boolean => reply.code >= 200 && reply.code < 300 && /^(text\/html|application\/xhtml\+xml)$/.test(mediaTypeOf(reply.contentType));

function refusedChain(problem: string, { plan }: SamplerParts): Chain {
  const reply: Reply = refusedReply(problem);
  const view = new ExchangeView({ ...plan.shown, body: undefined, headers: [], host: undefined, close: false, responseTimeoutMs: 0, size: 0 }, reply);
  return { hops: [view], last: view, aborted: false };
}
