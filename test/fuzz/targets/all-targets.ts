import type { FuzzTarget } from '../fuzz-target.js';
import { design } from './design.js';
import { engine } from './engine.js';
import { extraction } from './extraction.js';
import { imports } from './imports.js';
import { jmx } from './jmx.js';
import { jtl } from './jtl.js';
import { migrations } from './migrations.js';

/** Everything in the server that reads what others wrote, in the order of docs/fuzzing.md. */
export const ALL_TARGETS: readonly FuzzTarget[] = [...imports, ...jmx, ...jtl, ...migrations, ...design, ...engine, ...extraction];
