import { z } from 'zod';

const MOST_OPERATIONS = 500;

/** One operation as a parameter; its fine points are judged where it is applied. Members beside these are ignored (RFC 6902 §4). */
const Operation = z.looseObject({ op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']), path: z.string(), from: z.string().optional(), value: z.unknown().optional() });
/** A whole patch, as a parameter. */
export const JsonPatch = z.array(Operation).min(1).max(MOST_OPERATIONS);
/** What was accepted but is probably not meant, in the answer of a patch. */
export const warnings = z.array(z.string()).describe('Look at these: accepted, but probably not meant.');
