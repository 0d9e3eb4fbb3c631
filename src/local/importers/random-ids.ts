import { randomUUID } from 'node:crypto';
import type { IdSource } from './import-result.js';

/** Ids as the platform makes them for nodes of a tree: random UUIDs (entities.md §2, documented). */
export const RANDOM_IDS: IdSource = { id: () => randomUUID() };
