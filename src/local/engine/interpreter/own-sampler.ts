import { ExchangeView } from '../http/exchange-view.js';
import { refusedReply, type Reply, type WireRequest } from '../http/wire.js';
import { prepared, waited } from './around-sample.js';
import { ownSample } from './own-sample.js';
import type { Step } from './play.js';
import type { Processors, Views } from './processors.js';
import type { Frame, SampledAction } from './sample.js';
import type { User } from './user.js';
import { extract, judge } from './verdict.js';

/** What a sampler that sends nothing came to. `data` is what extractors and assertions read. */
export interface OwnOutcome {
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
  readonly data: string;
  readonly elapsedMs: number;
  /** Not to be counted (`SampleResult.setIgnore()`). */
  readonly ignored?: boolean | undefined;
}

/** A sampler that sends no request (script, dummy, Java): processors, think time, verdict and error policy are those of any other. */
export class OwnSampler implements Step {
  constructor(private readonly action: SampledAction, private readonly processors: Processors, private readonly make: (user: User) => OwnOutcome | Promise<OwnOutcome>) {}

  async run(user: User, frame: Frame): Promise<void> {
    const { pre, timers, post, after } = this.processors;
    user.samplerName = this.action.actionName;
    const complaints = await prepared(user, pre);
    if (timers.length > 0 && !(await waited(user, timers, frame))) return;
    user.waits++;
    const outcome = await this.make(user);
    const views: Views = { main: viewOf(outcome), subs: [], remarks: { success: outcome.success, message: outcome.success ? 'OK' : outcome.message }, elapsedMs: outcome.elapsedMs };
    const found = post.length === 0 ? [] : await extract(post, views, user);
    const verdict = judge({ views, user, processors: this.processors, firstCode: 0, recordedCode: undefined, complaints: [...complaints, ...found] });
    user.lastSampleOk = verdict.success;
    if (outcome.ignored !== true && views.remarks.ignored !== true) {
      user.previous = views.main;
      const text = user.program.hide(verdict.success ? views.main.text : verdict.failure);
      user.report({ ...ownSample(this.action, { success: verdict.success, text, elapsedMs: outcome.elapsedMs, code: views.remarks.code ?? outcome.code }), failedAssertions: verdict.failedAssertions, assertions: verdict.assertions }, frame);
    }
    for (const aftermath of after) aftermath(user, verdict.success);
  }
}

const NOWHERE: WireRequest = { origin: 'http://localhost', path: '/', method: 'GET', headers: [], body: undefined, host: undefined, close: false, responseTimeoutMs: 0, size: 0 };

/** The outcome as processors read it: an answer without headers. */
function viewOf({ code, message, data, elapsedMs }: OwnOutcome): ExchangeView {
  const number = Number.parseInt(code, 10);
  const body = Buffer.from(data);
  const reply: Reply = { ...refusedReply(''), code: Number.isNaN(number) ? 0 : number, reason: message, kept: [body], bodySize: body.length, receivedBytes: body.length, elapsedMs };
  return new ExchangeView(NOWHERE, reply);
}
