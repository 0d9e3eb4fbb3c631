import type { Finding, Verdict } from './finding.js';

/** One thing to look at. */
export interface Check<Context> {
  readonly id: string;
  readonly title: string;
  /** Checks without which this one can tell nothing: where one of them failed it is skipped. */
  readonly needs: readonly string[];
  readonly look: (context: Context) => Promise<Verdict> | Verdict;
}

/** Looks at everything in the order given, causes before what follows from them. A check that breaks is itself a finding. */
export async function examine<Context>(checks: readonly Check<Context>[], context: Context): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, title, needs, look } of checks) {
    const cause = findings.find((finding) => needs.includes(finding.id) && (finding.outcome === 'fail' || finding.because !== undefined));
    if (cause !== undefined) {
      const because = cause.because ?? cause.id;
      findings.push({ id, title, outcome: 'skipped', seen: `Not looked at: ${because} has to be right first.`, because });
      continue;
    }
    const verdict = await Promise.resolve().then(() => look(context)).catch((error: unknown): Verdict => ({ outcome: 'fail', seen: `The check broke: ${error instanceof Error ? error.message : String(error)}`, remedy: 'This is a defect of the doctor: report it with this line.' }));
    findings.push({ id, title, ...verdict });
  }
  return findings;
}

const WEIGHT = { fail: 0, warn: 1, ok: 2, skipped: 3 } as const;

/** What is wrong before what is not; among equals the cause first. */
export const byWeight = (findings: readonly Finding[]): Finding[] => [...findings].sort((a, b) => WEIGHT[a.outcome] - WEIGHT[b.outcome]);
