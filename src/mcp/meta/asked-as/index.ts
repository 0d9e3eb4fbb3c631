import { AROUND_SCRIPTS } from './around-scripts.js';
import { PEOPLE_AND_PLACES } from './people-and-places.js';
import { RESULTS } from './results.js';
import { SCRIPTS } from './scripts.js';
import { TESTS } from './tests.js';

/**
 * Words by which users ask for a tool, beside those it uses itself: what they would type, what they are about to do, what happened to them. Every
 * tool that people can ask for has a line; phrases are parted by semicolons, small words are ignored.
 */
export const ASKED_AS: Readonly<Record<string, string>> = { ...PEOPLE_AND_PLACES, ...SCRIPTS, ...AROUND_SCRIPTS, ...TESTS, ...RESULTS };
