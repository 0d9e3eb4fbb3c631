import { fieldOf, objectOf, type LooseObject } from '../loose-json.js';
import type { ElementNotes } from './import-context.js';

/** Settings that change what a request means and that no field here can express, with what holds instead. */
const NOT_EXPRESSED: Readonly<Record<string, { unless: unknown; reason: string }>> = {
  followOriginalHttpMethod: { unless: false, reason: 'redirects 301, 302 and 303 are followed with GET, not with the original method' },
  removeRefererHeaderOnRedirect: { unless: false, reason: 'a Referer header is kept when a redirect is followed' },
  maxRedirects: { unless: undefined, reason: 'the number of redirects followed is the one of the engine' },
  disableUrlEncoding: { unless: false, reason: 'characters that no address can carry are percent-encoded all the same' },
  disableCookies: { unless: false, reason: 'cookies are kept by the virtual user: set the cookie policy of the user profile' },
  disabledSystemHeaders: { unless: undefined, reason: 'headers the engine adds by itself cannot be switched off one by one' },
  strictSSL: { unless: false, reason: 'certificates are not checked differently per request' },
  tlsPreferServerCiphers: { unless: false, reason: 'TLS settings are those of the engine' },
  tlsDisabledProtocols: { unless: undefined, reason: 'TLS settings are those of the engine' },
  tlsCipherSelection: { unless: undefined, reason: 'TLS settings are those of the engine' },
  protocolVersion: { unless: 'http1', reason: 'the HTTP version is the one of the engine' },
  insecureHTTPParser: { unless: false, reason: 'broken answers are not read more leniently' },
};

/** Behavior in force: the item's own settings over those of the folders above (postman-runtime docs, protocol-profile-behavior). */
export function behaviorOf(item: LooseObject, above: LooseObject): LooseObject {
  return { ...above, ...objectOf(fieldOf(item, 'protocolProfileBehavior')) };
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0) || (objectOf(value) !== undefined && Object.keys(objectOf(value) ?? {}).length === 0);

/** Notes the settings in force for a request that cannot be expressed here. */
export function noteBehavior(behavior: LooseObject, notes: ElementNotes): void {
  for (const [name, { unless, reason }] of Object.entries(NOT_EXPRESSED)) {
    const value = fieldOf(behavior, name);
    if (!isEmpty(value) && value !== unless) notes.changed(`the setting ${name} cannot be kept: ${reason}`);
  }
}
