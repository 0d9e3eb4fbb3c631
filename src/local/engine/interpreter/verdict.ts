import { codesAgree } from '../../../contract/validation.js';
import { NotReadable } from '../http/exchange-view.js';
import type { Assertion, Complaint, PostProcessor, Processors, Views } from './processors.js';
import type { FailedAssertion } from './sample.js';
import type { User } from './user.js';

export interface Verdict {
  readonly success: boolean;
  /** Why it is KO, '' = it is not. */
  readonly failure: string;
  readonly failedAssertions: readonly FailedAssertion[];
  readonly assertions: { success: number; failure: number; error: number } | undefined;
}

interface Case {
  readonly views: Views;
  readonly user: User;
  readonly processors: Processors;
  /** Code of the request itself, before redirects: the one that was recorded. */
  readonly firstCode: number;
  readonly recordedCode: number | undefined;
  /** What pre-processors and extractors complained about. */
  readonly complaints: readonly string[];
}

/**
 * Runs assertions and says whether the sample is OK: in a load run KO on 4xx/5xx, transport error, failed
 * assertion; in a validation by the documented matrix against the recorded code (entities.md §3.5, E.9).
 */
export function judge(it: Case): Verdict {
  const { remarks } = it.views;
  const failures = [...it.complaints];
  const { counts, failed } = assess(it);
  const status = remarks.success === undefined ? statusFailure(it) : remarks.success ? '' : remarks.message ?? 'A script set this sample to failed.';
  if (status !== '') failures.unshift(status);
  failures.push(...failed.map(({ name, message }) => `${name}: ${message}`));
  return { success: failures.length === 0, failure: failures.join(' '), failedAssertions: failed, assertions: it.processors.assertions.length === 0 ? undefined : counts };
}

/** Runs extractors and scripts in order; a promise only where one of them needs time. */
export function extract(post: readonly PostProcessor[], views: Views, user: User): string[] | Promise<string[]> {
  const complaints: string[] = [];
  for (const [at, processor] of post.entries()) {
    const complaint = attempted(processor, views, user);
    if (complaint instanceof Promise) return extractLater(complaint, post.slice(at + 1), { views, user, complaints });
    if (complaint !== undefined) complaints.push(complaint);
  }
  return complaints;
}

interface Extraction { readonly views: Views; readonly user: User; readonly complaints: string[] }

async function extractLater(first: Promise<string | undefined>, rest: readonly PostProcessor[], { views, user, complaints }: Extraction): Promise<string[]> {
  const complaint = await first;
  if (complaint !== undefined) complaints.push(complaint);
  return [...complaints, ...await extract(rest, views, user)];
}

function attempted(processor: PostProcessor, views: Views, user: User): Complaint {
  try {
    return processor.run(views, user);
  } catch (error) {
    // An answer that is no JSON, or no answer at all, is not what makes a sample KO; a pattern or path that cannot be used is.
    return error instanceof NotReadable ? undefined : error instanceof Error ? error.message : String(error);
  }
}

function assess({ processors, views, user }: Case): { counts: { success: number; failure: number; error: number }; failed: FailedAssertion[] } {
  const counts = { success: 0, failure: 0, error: 0 };
  const failed: FailedAssertion[] = [];
  for (const assertion of processors.assertions) {
    const { message, error } = checked(assertion, views, user);
    if (message === undefined) counts.success++;
    else {
      counts[error ? 'error' : 'failure']++;
      failed.push({ name: assertion.name, message });
    }
  }
  return { counts, failed };
}

function checked(assertion: Assertion, views: Views, user: User): { message: string | undefined; error: boolean } {
  try {
    return { message: assertion.check(views, user), error: false };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error), error: true };
  }
}

function statusFailure({ views, user, processors, firstCode, recordedCode }: Case): string {
  const { code, problem } = views.main.reply;
  if (code < 0) return problem === '' ? 'No answer.' : problem;
  const assumed = processors.assertions.some(({ assumeSuccess }) => assumeSuccess);
  if (assumed) return '';
  if (code >= 400) return `HTTP ${code} ${views.main.reply.reason}`.trim();
  if (user.settings.mode === 'LOAD' || codesAgree(firstCode, recordedCode)) return '';
  return recordedCode === undefined ? `HTTP ${firstCode}: nothing was recorded to compare it with, and only 2xx and 3xx are expected.` : `HTTP ${firstCode} instead of the recorded ${recordedCode}.`;
}
