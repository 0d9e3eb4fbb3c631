import { expect } from 'vitest';
import { z } from 'zod';
import { Action, walkActions } from '../../../../src/contract/actions.js';
import { LoadRunnerAssessment, NeoloadAssessment } from '../../../../src/contract/design-import.js';
import { UserProfile } from '../../../../src/contract/scenario.js';
import { SLAProfile } from '../../../../src/contract/sla-profile.js';
import { Variable } from '../../../../src/contract/variable.js';
import type { LoadRunnerImport } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { bindScenario } from '../../../../src/local/importers/migrations/migration-result.js';
import type { NeoloadImport } from '../../../../src/local/importers/migrations/neoload/import-neoload.js';
import { countingIds } from '../design-tree.js';

export type AnyImport = NeoloadImport | LoadRunnerImport;

/** Everything the contract asks of an import, whatever was imported. */
export function expectSound(result: AnyImport): void {
  for (const user of result.virtualUsers) {
    expect(z.array(Action).safeParse(user.children).error).toBeUndefined();
    const nodes = [...walkActions(user.children)].map(({ node }) => node);
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    const keys = new Set(user.servers.map(({ key }) => key));
    for (const node of nodes) if (node['@type'] === 'HttpRequestAction') expect(keys.has(String(node['serverId']))).toBe(true);
  }
  for (const { name, variable } of result.variables) {
    expect(name).not.toBe('');
    expect(Variable.safeParse(variable).error).toBeUndefined();
  }
  expect(new Set(result.virtualUsers.map(({ name }) => name.toLowerCase())).size).toBe(result.virtualUsers.length);
  for (const file of result.files) expect(file.name).not.toMatch(/[\\/]|^\.+$/);
  for (const profile of result.slaProfiles) expect(SLAProfile.safeParse({ id: '', projectId: 'p', ...profile }).error).toBeUndefined();
  const ids = new Map(result.virtualUsers.map(({ key }) => [key, `stored-${key}`]));
  for (const scenario of result.scenarios) {
    const bound = bindScenario(scenario, ids, { providerId: 'provider', location: 'paris' });
    expect(z.array(UserProfile).safeParse(bound.userProfiles).error).toBeUndefined();
    for (const profile of bound.userProfiles) expect(profile.virtualUserId.startsWith('stored-')).toBe(true);
  }
  expect((('virtualUsers' in result.assessment) ? NeoloadAssessment : LoadRunnerAssessment).safeParse(result.assessment).error).toBeUndefined();
  expectMarkers(result);
}

/** A marker is the exact name of one thing that is there: a node, a Virtual User, a variable, an account of a server. */
function expectMarkers({ assessment, virtualUsers, variables, servers }: AnyImport): void {
  const names = new Set<string>([
    ...virtualUsers.flatMap(({ name, children }) => [name, ...[...walkActions(children)].map(({ node }) => node.name ?? '')]),
    ...variables.map(({ name }) => name), ...servers.flatMap(({ authorizations }) => authorizations.map(({ username }) => username)),
  ]);
  const absent = ['GENERATED_VARIABLE', 'SERIALIZED_VARIABLE', 'SERVER_CREDENTIALS'];
  for (const { kind, marker } of assessment.unconverted) if (marker !== '' && !absent.includes(kind)) expect(names.has(marker), `${kind} ${marker}`).toBe(true);
}

export { countingIds };

/** Kinds of the list, in its order. */
export const kindsOf = ({ assessment }: AnyImport): string[] => assessment.unconverted.map(({ kind }) => kind);
/** Entries of one kind. */
export const entriesOf = <I extends AnyImport>(result: I, kind: string): I['assessment']['unconverted'] => result.assessment.unconverted.filter((entry) => entry.kind === kind);
