import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestError, TestResult, TestStep } from '@playwright/test/reporter';
import type { SpecReport } from './spec-plan.js';

/** Longest text passed on: whatever a spec throws. */
const LONGEST = 4000;
/** Steps passed on per test: a loop in a spec must not drown the engine. */
const MOST_STEPS = 2000;

const cut = (text: string): string => text.slice(0, LONGEST);
const messageOf = (error: TestError | undefined): string => cut(error?.message ?? error?.value ?? '');

/** Tells the host what Playwright plays, as it happens. Playwright makes the object. */
export default class SpecReporter implements Reporter {
  private readonly steps = new Map<string, number>();

  printsToStdio(): boolean { return false; }

  onBegin(_config: FullConfig, suite: Suite): void { tell({ type: 'begin', tests: suite.allTests().length }); }

  onError(error: TestError): void { tell({ type: 'error', message: messageOf(error) }); }

  onTestBegin(test: TestCase): void { tell({ type: 'test', test: test.id, title: cut(titleOf(test)), at: Date.now(), timeoutMs: test.timeout }); }

  onStepEnd(test: TestCase, _result: TestResult, step: TestStep): void {
    if (step.category === 'fixture' || step.category === 'test.attach' || insideFixture(step)) return;
    const before = this.steps.get(test.id) ?? 0;
    if (before >= MOST_STEPS) return;
    this.steps.set(test.id, before + 1);
    tell({ type: 'step', test: test.id, category: step.category, title: cut(step.title), startedAt: step.startTime.getTime(), elapsedMs: step.duration, success: step.error === undefined });
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const files = result.attachments.flatMap(({ name, path }) => (path === undefined ? [] : [{ name: cut(name), path }])).slice(0, 50);
    tell({ type: 'tested', test: test.id, at: Date.now(), startedAt: result.startTime.getTime(), elapsedMs: result.duration, status: result.status, ok: test.ok(), message: messageOf(result.errors[0]), files });
  }

  onEnd({ status }: FullResult): void { tell({ type: 'end', status }); }
}

/** Without the project and the file, which are the same for all. */
const titleOf = (test: TestCase): string => test.titlePath().slice(3).join(' › ');

function insideFixture(step: TestStep): boolean {
  for (let above = step.parent; above !== undefined; above = above.parent) if (above.category === 'fixture') return true;
  return false;
}

function tell(report: SpecReport): void {
  process.send?.(report);
}
