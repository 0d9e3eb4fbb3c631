import type { ToolAnnotations } from '@rekog/mcp-nest';

/** What a tool does to the world. One word per tool, four protocol hints per word (house.md "One tool"). */
export const EFFECTS = {
  /** list, get, describe, sanity_check */
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  /** looks at a system outside OctoPerf */
  probe: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  /** create, import, backup */
  create: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  /** update metadata, enable */
  edit: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  /** patch, set, apply */
  overwrite: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  /** delete */
  remove: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  /** ends load: always the safe thing to do, so nobody is asked first */
  stop: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  /** lets runs start by themselves: nothing is spent yet, but it will be */
  arm: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  /** starts load: spends credits and reaches the system under test */
  spend: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
} as const satisfies Record<string, ToolAnnotations>;

export type Effect = keyof typeof EFFECTS;
