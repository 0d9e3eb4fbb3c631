import { BACKEND_CHECKS } from './backend-checks.js';
import { byWeight, type Check, examine } from './examination.js';
import { fail, type Finding } from './finding.js';
import { ISSUER_CHECKS } from './issuer-checks.js';
import { MACHINE_CHECKS, SURFACE_CHECKS } from './machine-checks.js';
import { ORIGIN_CHECKS, RESOURCE_CHECKS } from './origin-checks.js';
import type { Patient } from './patient.js';

/** Causes before what follows from them: the first failure is the one to cure. */
export const CHECKS: readonly Check<Patient>[] = [...MACHINE_CHECKS, ...ORIGIN_CHECKS, ...ISSUER_CHECKS, ...BACKEND_CHECKS, ...RESOURCE_CHECKS, ...SURFACE_CHECKS];

export interface Diagnosis {
  /** What is wrong first. */
  readonly findings: readonly Finding[];
  /** 0 nothing fails (warnings are for reading), 1 something does. */
  readonly exitCode: 0 | 1;
}

/** Everything about a configuration that could be loaded. */
export async function diagnose(patient: Patient): Promise<Diagnosis> {
  const loaded: Finding = { id: 'configuration', title: 'Configuration', outcome: 'ok', seen: `Can be used: ${patient.config.mcpUrl}, issuer ${patient.config.issuer}, REST API ${patient.config.apiUrl}.` };
  return diagnosisOf([loaded, ...await examine(CHECKS, patient)]);
}

/** The one finding where the configuration cannot be loaded: everything else depends on it. */
export function unusable(complaints: readonly string[]): Diagnosis {
  const because = 'configuration';
  const finding: Finding = { id: because, title: 'Configuration', ...fail(`Cannot be used:\n${complaints.map((complaint) => `- ${complaint}`).join('\n')}`, 'Correct these keys: docs/configuration.md explains each.') };
  return diagnosisOf([finding, ...CHECKS.map(({ id, title }): Finding => ({ id, title, outcome: 'skipped', seen: 'Not looked at: configuration has to be right first.', because }))]);
}

const diagnosisOf = (findings: readonly Finding[]): Diagnosis => ({ findings: byWeight(findings), exitCode: findings.some(({ outcome }) => outcome === 'fail') ? 1 : 0 });

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL', skipped: 'skip' } as const;
const indented = (text: string): string => text.replaceAll('\n', '\n        ');

/** The diagnosis for a person. */
export function spokenDiagnosis({ findings }: Diagnosis): string {
  const lines = findings.flatMap(({ outcome, title, seen, remedy, yaml }) => [
    `${MARKS[outcome]}  ${title}: ${indented(seen)}`,
    ...(remedy === undefined ? [] : [`      → ${indented(remedy)}`]),
    ...(yaml === undefined ? [] : ['', `        ${indented(yaml)}`, '']),
  ]);
  const count = (outcome: Finding['outcome']): number => findings.filter((finding) => finding.outcome === outcome).length;
  return [...lines, '', `${count('fail')} failed, ${count('warn')} warnings, ${count('ok')} in order, ${count('skipped')} not looked at.`].join('\n');
}
