import { ConfigurationError } from './configuration-error.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a person's own machine says to the ways in that need no server of ours: stdio and login. */
export interface DoorSettings {
  /** Public origin of OctoPerf, without a slash at its end. */
  readonly origin: string;
  readonly apiKey: string | undefined;
  /** OCTOPERF_URL was set. */
  readonly isGiven: boolean;
  /** The environment with the keys that follow from the origin: the configuration is read from it. */
  readonly environment: Environment;
}

const SAAS = 'https://api.octoperf.com';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * Reads OCTOPERF_URL (default: the public OctoPerf) and OCTOPERF_API_KEY. Where only the keys of an operator say where OctoPerf is
 * (OCTOPERF_SERVER__HOSTNAME), they stand. Throws ConfigurationError naming what cannot be used; the key itself is never shown.
 */
export function doorSettings(environment: Environment = process.env): DoorSettings {
  const { OCTOPERF_URL: given = '', OCTOPERF_API_KEY: key = '' } = environment;
  const url = given.trim() === '' ? SAAS : given.trim();
  const apiKey = key.trim();
  const complaints = [
    isOrigin(url) ? '' : `OCTOPERF_URL: must be the http(s) address of OctoPerf without a path, such as ${SAAS} (found ${JSON.stringify(url)})`,
    apiKey === '' || PRINTABLE.test(apiKey) && !apiKey.includes('${') ? '' : 'OCTOPERF_API_KEY: is not a key; copy it from Account > Profile in OctoPerf (a ${…} in it was not filled in by your client)',
  ].filter((complaint) => complaint !== '');
  if (complaints.length > 0) throw new ConfigurationError(complaints);
  const byOperator = given.trim() === '' && (environment['OCTOPERF_SERVER__HOSTNAME'] ?? '') !== '';
  return {
    origin: byOperator ? originOf(environment) : new URL(url).origin,
    apiKey: apiKey === '' ? undefined : apiKey,
    isGiven: given.trim() !== '',
    environment: { OCTOPERF_LOGGING__LEVEL: 'warn', ...environment, ...(byOperator ? {} : addressOf(new URL(url))) },
  };
}

/** Secrets that travel over it could be read on the way. */
export function isPlainAndFar(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'http:' && !LOOPBACK.test(hostname);
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '' && pathname === '/';
}

function addressOf({ protocol, hostname, port }: URL): Environment {
  const scheme = protocol.replace(':', '');
  return { OCTOPERF_SERVER__SCHEME: scheme, OCTOPERF_SERVER__HOSTNAME: hostname, OCTOPERF_SERVER__PUBLIC__PORT: port === '' ? (scheme === 'https' ? '443' : '80') : port };
}

function originOf({ OCTOPERF_SERVER__SCHEME: scheme = 'http', OCTOPERF_SERVER__HOSTNAME: hostname = '', OCTOPERF_SERVER__PUBLIC__PORT: shown, OCTOPERF_SERVER__PORT: port = '8091' }: Environment): string {
  return new URL(`${scheme}://${hostname}:${shown ?? port}`).origin;
}
