import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** One entry of `imports.allowed-url-hosts`, its host as a URL writes it. */
interface Entry { readonly protocol: 'http:' | 'https:'; readonly host: string; readonly isSuffix: boolean; readonly port: string }

const PORTS = { 'http:': '80', 'https:': '443' } as const;
/** Public by their class, and yet of the machine's own cloud: Azure answers its guests there. */
const OF_THE_CLOUD: ReadonlySet<string> = new Set(['168.63.129.16']);

const portOf = ({ protocol, port }: URL): string => (port === '' ? PORTS[protocol as Entry['protocol']] : port);
/** The text of an address without brackets; of an IPv6 address its one short form. */
const canonical = (address: string): string => ipaddr.parse(address.replace(/^\[|\]$/g, '')).toString();

/**
 * Where a caller may send this server: hosts by name, and addresses only as far as they are public. What is not public (loopback,
 * private, link-local with the metadata of clouds, shared, multicast, reserved, and IPv6 that wraps IPv4) is reached where the
 * operator lists the address itself, whatever name led there.
 */
export class AllowedHosts {
  private readonly entries: readonly Entry[];

  /** @param list entries that the configuration has checked */
  constructor(list: readonly string[]) { this.entries = list.map(entryOf); }

  get isEmpty(): boolean { return this.entries.length === 0; }

  /** Whether an http or https address may be asked at all, as far as its host, port and scheme say. */
  covers(url: URL): boolean {
    return this.entries.some((entry) => entry.protocol === url.protocol && entry.port === portOf(url) && (entry.isSuffix ? url.hostname.endsWith(`.${entry.host}`) && isIP(url.hostname) === 0 : entry.host === url.hostname));
  }

  /** Whether a connection for that URL may go to an address that its host was resolved to. */
  admits(url: URL, address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    return isPublic(address) || this.entries.some((entry) => entry.protocol === url.protocol && entry.port === portOf(url) && isAddress(entry.host) && canonical(entry.host) === canonical(address));
  }
}

const isAddress = (host: string): boolean => isIP(host.replace(/^\[|\]$/g, '')) !== 0;

/** Only what the registries give to the public internet; a class that is not known is none of it. */
export function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || OF_THE_CLOUD.has(parsed.toString())) return false;
  // Of IPv6 nothing else has been given out: 2000::/3.
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3'));
}

function entryOf(text: string): Entry {
  const [, scheme = 'https', dot = '', rest = ''] = /^(?:(https?):\/\/)?(\.?)(.*)$/.exec(text) ?? [];
  const url = new URL(`${scheme}://${rest}`);
  return { protocol: `${scheme as 'http' | 'https'}:`, host: url.hostname, isSuffix: dot !== '', port: portOf(url) };
}
