import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadApplicationYml } from '../../src/config/load-application-yml.js';
import type { ApplicationConfig } from '../../src/config/application-config.js';
import type { Rendered } from './render.js';

interface Variable { name: string; value?: string; valueFrom?: object }
const SEALED = 'a'.repeat(32);

/** The file and the variables the server would find in its pod. Undefined where the file comes from elsewhere. */
export function settingsOf(objects: readonly Rendered[]): { readonly applicationYml: string; readonly environment: Record<string, string> } | undefined {
  const text = objects.find(({ kind }) => kind === 'ConfigMap')?.body as { data?: Record<string, string> } | undefined;
  const pod = objects.find(({ kind }) => kind === 'Deployment')?.body as { spec: { template: { spec: { containers: { env: Variable[] }[] } } } } | undefined;
  const applicationYml = text?.data?.['application.yml'];
  if (applicationYml === undefined || pod === undefined) return undefined;
  const variables = pod.spec.template.spec.containers[0]?.env ?? [];
  return { applicationYml, environment: Object.fromEntries(variables.map(({ name, value }) => [name, value ?? SEALED])) };
}

/** Reads them as the server would at its start. Throws what it would say. */
export function readSettings(objects: readonly Rendered[]): ApplicationConfig | undefined {
  const settings = settingsOf(objects);
  if (settings === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'chart-'));
  try {
    writeFileSync(join(folder, 'application.yml'), settings.applicationYml);
    return loadApplicationYml({ runMode: 'bridge', environment: settings.environment, folders: [folder] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
