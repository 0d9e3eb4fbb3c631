import { z } from 'zod';

/** Names an operation of the REST API's document. */
export const operationId = z.string().min(1).max(100).describe('Operation, from find_operations.');
