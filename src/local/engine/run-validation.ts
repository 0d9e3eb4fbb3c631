import type { ValidationEnd, ValidationPlan, ValidationSample } from './bench-protocol.js';
import { VALIDATION_FILES } from './browsers/result-files.js';
import { OnceLog, PlanRefused } from './engine-log.js';
import { PLAIN_NETWORK } from './http/network-settings.js';
import { Workshop } from './interpreter/compile-program.js';
import type { PlaySettings, Stage } from './interpreter/play.js';
import { runUser } from './interpreter/run-user.js';
import type { Sample } from './interpreter/sample.js';
import { User } from './interpreter/user.js';
import { JmeterLog } from './load/jmeter-log.js';

/**
 * Plays a Virtual User with one user, without think times, and hands over every request with all that was sent and answered
 * (behaviour.md §11). Resolves when it is over, also when the plan cannot be played (ERROR) or the signal fires (ABORTED).
 */
export async function runValidation(plan: ValidationPlan, onSample: (sample: ValidationSample) => void, signal: AbortSignal): Promise<ValidationEnd> {
  const log = new JmeterLog(plan.outputFolder, () => hide);
  let hide = (text: string): string => text;
  // The server may have been running for weeks: the clock counts, not the process's start.
  const epoch = Date.now() - performance.now();
  const once = new OnceLog(log);
  log.info('o.a.j.JMeter', `Validation of the Virtual User "${plan.virtualUser.name}" is starting: ${plan.iterations} iteration(s)`);
  let workshop: Workshop | undefined;
  try {
    const made = new Workshop(plan.surroundings, once, { folder: plan.outputFolder, limits: VALIDATION_FILES });
    workshop = made;
    hide = (text) => made.hide(text);
    const program = made.compile(plan.virtualUser, settingsOf(plan), null, {});
    const stage: Stage = { listener: { sample: (_user, sample) => { captured(sample, plan.bodyLimit, stamps, epoch, onSample); }, wantsExchange: () => true }, stopTest: (user) => { user.end(); } };
    const stamps = { last: 0 };
    const user = new User(program, stage, { threadNumber: 1, threadName: `${plan.virtualUser.name} 1-1`, stopAt: Infinity });
    return await played(user, signal, log);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log.warn('o.a.j.JMeter', message);
    return { state: 'ERROR', message: error instanceof PlanRefused ? message : `The engine failed: ${message}` };
  } finally {
    await workshop?.close();
    log.flush();
  }
}

async function played(user: User, signal: AbortSignal, log: JmeterLog): Promise<ValidationEnd> {
  const abort = (): void => { user.abort(); };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  log.info('o.a.j.t.JMeterThread', `Thread started: ${user.threadName}`);
  await runUser(user);
  signal.removeEventListener('abort', abort);
  log.info('o.a.j.t.JMeterThread', `Thread finished: ${user.threadName}`);
  if (!signal.aborted) return { state: 'FINISHED', message: '' };
  log.info('c.o.l.Validation', 'Test status changed: RUNNING => ABORTED');
  return { state: 'ABORTED', message: 'The validation was stopped.' };
}

/** The defaults of a new user profile (entities.md §4.4) but for its cache: a 304 would not agree with the recorded code. */
function settingsOf(plan: ValidationPlan): PlaySettings {
  return {
    mode: 'VALIDATION', errorHandling: 'CONTINUE', pacing: null, iterations: plan.iterations, clearCookies: true, clearCache: true, freshConnections: false, downloadResources: null,
    properties: {}, recordedCodes: plan.recordedCodes, request: { userAgent: '', keepAlive: undefined, ignoreCookies: false }, network: PLAIN_NETWORK,
  };
}

/** Containers and sub-requests carry no exchange and are not shown one by one. */
function captured(sample: Sample, limit: number, stamps: { last: number }, epoch: number, onSample: (sample: ValidationSample) => void): void {
  if (sample.exchange === undefined) return;
  const { actionId } = sample.action;
  // A timestamp is the name of a sample, and its place among all of them: two may start in one millisecond.
  stamps.last = Math.max(stamps.last + 1, Math.floor(epoch + sample.startedAt));
  onSample({ actionId, timestamp: stamps.last, success: sample.success, exchange: sample.exchange(limit), message: sample.failure });
}
