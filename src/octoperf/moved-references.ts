import { z } from 'zod';
import { StoredEntity, type UndoKind } from './undo-kinds.js';
import type { OctoperfClient } from './octoperf-client.js';

/** Old id → new id of entities that were made anew. */
export type Moved = ReadonlyMap<string, string>;

/** The field by which Virtual Users (and scenarios) point to an entity of that kind (entities.md §3.4, §4.2). */
const POINTS_BY: Partial<Readonly<Record<UndoKind, string>>> = { 'http-server': 'serverId', 'sla-profile': 'profileId', 'virtual-user': 'virtualUserId' };
const Listed = z.array(z.looseObject({ id: z.string() }));

/**
 * Lets what pointed to the old ids point to the new ones: requests to a server, SLA actions to a profile, links and user profiles to a
 * Virtual User. Yields how many Virtual Users and scenarios were rewritten. Throws what the client throws.
 */
export async function followMoved(octoperf: OctoperfClient, kind: UndoKind, projectId: string, moved: Moved): Promise<number> {
  const field = POINTS_BY[kind];
  if (field === undefined || moved.size === 0) return 0;
  let rewritten = 0;
  for (const { id } of await octoperf.call('virtualUserDescriptions', Listed, { projectId })) {
    const before = await octoperf.call('virtualUser', StoredEntity, { virtualUserId: id });
    const after = repointed(before, field, moved);
    if (after === before) continue;
    await octoperf.call('updateVirtualUser', StoredEntity, { virtualUserId: id }, { body: after });
    rewritten++;
  }
  return kind === 'virtual-user' ? rewritten + await followInScenarios(octoperf, field, projectId, moved) : rewritten;
}

async function followInScenarios(octoperf: OctoperfClient, field: string, projectId: string, moved: Moved): Promise<number> {
  let rewritten = 0;
  for (const before of await octoperf.call('scenarios', Listed, { projectId })) {
    const after = repointed(before, field, moved);
    if (after === before) continue;
    await octoperf.call('updateScenario', Listed.element, { scenarioId: before.id }, { body: after });
    rewritten++;
  }
  return rewritten;
}

/** The value with every `field` that names an old id renamed; the very same value where there is none. */
function repointed<T>(value: T, field: string, moved: Moved): T {
  if (typeof value !== 'object' || value === null) return value;
  let changed = false;
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    const now = key === field && typeof inner === 'string' ? moved.get(inner) ?? inner : repointed(inner, field, moved);
    changed ||= now !== inner;
    return [key, now] as const;
  });
  if (!changed) return value;
  return (Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)) as T;
}
