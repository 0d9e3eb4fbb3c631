import { z } from 'zod';
import { NAME_MAX } from '../../contract/wire.js';

/** A variable to be written `${name}`: two leading underscores would clash with JMeter's functions (behaviour.md §12.6, documented). */
export const VariableName = z.string().max(NAME_MAX).regex(/^(?!__)[\p{L}\p{N}_.-]+$/u, 'must be letters, digits, _ . or - and must not start with two underscores');
