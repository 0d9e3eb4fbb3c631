import { spawnSync } from 'node:child_process';
import { isMap, parseAllDocuments } from 'yaml';
import type { Helm } from './helm.js';

export type Json = Record<string, unknown>;
/** One object of a cluster as the chart makes it, and the template it comes from. */
export interface Rendered { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly source: string; readonly body: Json }

export interface Rendering {
  readonly objects: readonly Rendered[];
  /** What is wrong with the text itself: helm's refusal, YAML that does not parse, keys written twice. */
  readonly findings: readonly string[];
}

export interface RenderOptions { readonly chart: string; readonly values?: readonly string[]; readonly settings?: readonly string[]; readonly kubeVersion?: string; readonly release?: string; readonly namespace?: string }

/** `helm template` with a schema check of the values, read back strictly. */
export function render(helm: Helm, { chart, values = [], settings = [], kubeVersion = '1.35.0', release = 'octoperf', namespace = 'load' }: RenderOptions): Rendering {
  const ran = spawnSync(helm.command, [
    'template', release, chart, '--namespace', namespace, '--kube-version', kubeVersion,
    ...values.flatMap((file) => ['--values', file]), ...settings.flatMap((setting) => ['--set', setting]),
  ], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  if (ran.status !== 0) return { objects: [], findings: [`helm ${helm.version} refuses: ${ran.stderr.trim() || String(ran.error)}`] };
  return readBack(ran.stdout);
}

/** `helm lint --strict`: its complaints, none where it is content. */
export function lint(helm: Helm, chart: string, values: readonly string[]): string[] {
  const ran = spawnSync(helm.command, ['lint', chart, '--strict', '--quiet', ...values.flatMap((file) => ['--values', file])], { encoding: 'utf8' });
  return ran.status === 0 ? [] : [`helm ${helm.version} lint: ${ran.stdout.trim()} ${ran.stderr.trim()}`];
}

function readBack(text: string): Rendering {
  const findings: string[] = [];
  const objects: Rendered[] = [];
  // Kubernetes reads YAML 1.1: an unquoted on, yes or 012 is no text.
  for (const document of parseAllDocuments(text, { uniqueKeys: true, version: '1.1' })) {
    const source = /# Source: [^/]+\/(\S+)/.exec(text.slice(document.range[0], document.range[2]))?.[1] ?? '?';
    findings.push(...document.errors.map((error) => `${source}: ${error.message}`), ...document.warnings.map((warning) => `${source}: ${warning.message}`));
    if (document.contents === null || document.errors.length > 0) continue;
    if (!isMap(document.contents)) { findings.push(`${source}: holds something else than an object`); continue; }
    const body = document.toJS() as Json;
    const { apiVersion, kind, metadata } = body as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown } };
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof metadata?.name !== 'string') findings.push(`${source}: an object without apiVersion, kind or name`);
    else objects.push({ apiVersion, kind, name: metadata.name, source, body });
  }
  return { objects, findings };
}
