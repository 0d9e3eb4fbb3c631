import type { NeoloadServer } from '../model.js';
import { field, isMapping, textField } from './values.js';

const SCHEMES = [['basic_authentication', 'Basic'], ['ntlm_authentication', 'NTLM'], ['negotiate_authentication', 'Negotiate']] as const;

function credentialsOf(server: unknown): NeoloadServer['credentials'] {
  for (const [key, scheme] of SCHEMES) {
    const own = field(server, key);
    if (!isMapping(own)) continue;
    const password = textField(own, 'password');
    // A reference is no password: it names the variable that will hold one.
    return { scheme, user: textField(own, 'login'), domain: textField(own, 'domain'), password: /^\$\{[^{}]+\}$/.test(password) ? password : '' };
  }
  return undefined;
}

/** `servers` of an as-code project (public reference, server.md). */
export function readServers(servers: readonly unknown[]): NeoloadServer[] {
  return servers.filter(isMapping).map((server) => {
    const https = textField(server, 'scheme').toLowerCase() === 'https';
    const host = textField(server, 'host');
    return { id: textField(server, 'name', host), host, https, port: textField(server, 'port', https ? '443' : '80'), credentials: credentialsOf(server) };
  });
}
