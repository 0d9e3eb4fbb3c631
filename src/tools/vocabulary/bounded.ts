import { z } from 'zod';

/** How many entries a list may hold, and the words that say what was left out. */
export const LIST_LIMIT = 200;

/** Fields of a bounded list beside its entries. */
export const leftOut = {
  total: z.int().describe('How many there are in all.'),
  omitted: z.string().optional().describe('What was left out and how to narrow.'),
};

/** Parameters that narrow a list by name and page through it. */
export const narrowing = {
  search: z.string().max(200).optional().describe('Only entries whose name contains this text (case-insensitive).'),
  offset: z.int().min(0).optional().describe('Skip so many entries.'),
};

export interface Narrowing { readonly search?: string | undefined; readonly offset?: number | undefined }
