import { randomBytes } from 'node:crypto';

/** A new entity id: 20 URL-safe characters, the platform's form (octoperf-rest-api.md §1.6, observed). */
export const newId = (): string => randomBytes(15).toString('base64url');
