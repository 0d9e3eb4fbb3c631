import { z } from 'zod';

/** Parameter of every tool that changes or deletes what can be put back. */
export const withoutUndo = z.boolean().default(false).describe('true: make the change even where no undo copy can be kept; only with the user\'s consent.');

/** The way back, in the answer of such a tool. */
export const undoFields = {
  undoHandle: z.string().optional().describe('Give it to undo_change to put things back.'),
  undoNote: z.string().optional().describe('What the undo copy does not hold.'),
};
