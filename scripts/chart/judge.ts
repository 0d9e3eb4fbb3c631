import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { judgeByType } from './api-types.js';
import type { Helm } from './helm.js';
import { lint, render, type Rendered } from './render.js';
import { judgeByRules } from './rules.js';
import { readSettings } from './settings.js';

/** The oldest Kubernetes the chart takes and a recent one: the pause before stopping is written differently. The name of the second release looks like a number. */
const CLUSTERS = [{ kubeVersion: '1.27.0', release: 'octoperf' }, { kubeVersion: '1.35.0', release: '123' }] as const;

export interface Verdict { readonly findings: readonly string[]; readonly renderings: number; readonly objects: number }

/**
 * Renders a chart with every given helm, value set and Kubernetes version, and judges what comes out: types of the API, our rules,
 * whether the server would take its settings, and whether all helms agree.
 *
 * @param values files, one per set
 * @returns findings, each with the set and the template it is about
 */
export function judge(chart: string, helms: readonly Helm[], values: readonly string[]): Verdict {
  const findings = new Set<string>(helms.flatMap((helm) => lint(helm, chart, values.slice(0, 1))));
  const all: { object: Rendered; where: string }[] = [];
  let renderings = 0;
  for (const file of values) for (const cluster of CLUSTERS) {
    const where = (file.split('/').at(-1) ?? file).replace('-values.yaml', '');
    const made = helms.map((helm) => render(helm, { chart, values: [file], ...cluster }));
    renderings += made.length;
    for (const finding of made.flatMap((rendering) => rendering.findings)) findings.add(`${where}: ${finding}`);
    const [first] = made;
    if (first === undefined || first.objects.length === 0) continue;
    if (!made.every(({ objects }) => isDeepStrictEqual(withoutSecrets(objects), withoutSecrets(first.objects)))) findings.add(`${where}: helm ${helms.map(({ version }) => version).join(' and ')} do not make the same`);
    for (const finding of judgeByRules({ objects: first.objects, given: namesIn(parse(readFileSync(file, 'utf8'))) })) findings.add(`${where}: ${finding}`);
    for (const finding of settingsFindings(first.objects)) findings.add(`${where}: ${finding}`);
    all.push(...first.objects.map((object) => ({ object, where })));
  }
  for (const [object, found] of judgeByType(all.map(({ object }) => object))) {
    const where = all.find((candidate) => candidate.object === object)?.where ?? '';
    for (const finding of found) findings.add(`${where}: ${object.source}: ${object.kind} ${finding}`);
  }
  return { findings: [...findings], renderings, objects: all.length };
}

/** What confirmations are sealed with is made at random: all else must be the same. */
const withoutSecrets = (objects: readonly Rendered[]): unknown[] => objects.map(({ kind, body }) => (kind === 'Secret' ? { ...body, data: undefined } : body)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Every text in the values: what they name, the operator makes. */
function namesIn(values: unknown): Set<string> {
  if (typeof values === 'string') return new Set([values]);
  return new Set(typeof values === 'object' && values !== null ? Object.values(values).flatMap((value) => [...namesIn(value)]) : []);
}

function settingsFindings(objects: readonly Rendered[]): string[] {
  try {
    readSettings(objects);
    return [];
  } catch (error) {
    return [`the server would not start: ${(error as Error).message}`];
  }
}
