import type { FineScope } from '../auth/scopes.js';
import type { Effect } from './effect.js';

/** What a token must be for so that a tool of an effect may be called with it (`auth.scopes: on`). */
export const SCOPE_OF: Readonly<Record<Effect, FineScope>> = {
  read: 'octoperf:read',
  probe: 'octoperf:read',
  create: 'octoperf:write',
  edit: 'octoperf:write',
  overwrite: 'octoperf:write',
  remove: 'octoperf:write',
  // Whoever may start load may end it.
  stop: 'octoperf:run',
  arm: 'octoperf:run',
  spend: 'octoperf:run',
};
