import type { HttpServer } from '../../contract/http-server.js';
import { AgentError } from '../../errors/agent-error.js';

/** Scheme, host (a name, an address, an IPv6 address in brackets, `${variables}` anywhere in it), port, and whatever follows. */
const BASE_URL = /^(https?):\/\/((?:\$\{[^{}\s]{1,200}\}|[\p{L}\p{N}._-]){1,253}|\[[0-9a-f:.]{2,45}\])(?::([^/?#]*))?([/?#].*)?$/iu;
const PORT_MAX = 65_535;

/** The parts of a base URL as a server keeps them (entities.md §9.1: the host may be a variable, the port may not). Throws AgentError. */
export function parsedBaseUrl(text: string): Pick<HttpServer, 'protocol' | 'hostname' | 'port'> {
  const match = BASE_URL.exec(text.trim());
  if (match?.[1] === undefined || match[2] === undefined) throw new AgentError(`${JSON.stringify(text)} is not a base URL.`, 'Write http:// or https://, the host and, where it is not the usual one, the port: https://shop.example:8443. The host may hold a ${variable}; no user, no password.');
  const [, scheme, hostname, port, rest = ''] = match;
  if (rest !== '' && rest !== '/') throw new AgentError(`A server has no path: ${JSON.stringify(rest.slice(0, 100))} belongs to its requests.`, 'Leave it out here; change paths with patch_virtual_user.');
  const protocol = scheme.toUpperCase() === 'HTTPS' ? 'HTTPS' : 'HTTP';
  return { protocol, hostname, port: portOf(port, protocol) };
}

function portOf(text: string | undefined, protocol: 'HTTP' | 'HTTPS'): number {
  if (text === undefined) return protocol === 'HTTPS' ? 443 : 80;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > PORT_MAX) throw new AgentError(`${JSON.stringify(text.slice(0, 40))} is not a port: it must be a number from 1 to ${PORT_MAX}; a variable cannot stand there.`, 'Only the host may hold a ${variable}.');
  return port;
}
