import { z } from 'zod';

/** What stands in for an undo copy where none can be kept: a workspace has no files to keep one among. */
export const wayBack = z.string().describe('The call that takes it back: no undo copy is kept of workspaces and members.');
