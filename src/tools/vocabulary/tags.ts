import { z } from 'zod';
import { NAME_MAX } from '../../contract/wire.js';

const MOST_TAGS = 50;

/** One free word on an entity. */
export const tag = z.string().trim().min(1).max(NAME_MAX);
/** The set of words on an entity, as a parameter: blank words are refused, repeated ones are kept once. */
export const tags = z.array(tag).max(MOST_TAGS).transform((words) => [...new Set(words)]);
