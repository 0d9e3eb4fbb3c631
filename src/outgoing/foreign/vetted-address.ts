import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import type { AllowedHosts } from './allowed-hosts.js';
import { ForeignFileError } from './foreign-file-error.js';

export interface Address { readonly address: string; readonly family: number }
/** All addresses of a name; rejects where it has none. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

export const resolveBySystem: Resolve = (hostname) => systemLookup(hostname, { all: true });

/**
 * The addresses that a connection for a URL may go to. The name is resolved here and never again: what is connected is what was judged,
 * whatever the name says a moment later. Of several addresses those that are not allowed are never used.
 * @throws ForeignFileError
 */
export async function vettedAddresses(url: URL, allowed: AllowedHosts, resolve: Resolve): Promise<readonly Address[]> {
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  const found = family === 0 ? await resolve(bare).catch((error: unknown): never => { throw new ForeignFileError('no-name', url.host, '', { cause: error }); }) : [{ address: bare, family }];
  if (found.length === 0) throw new ForeignFileError('no-name', url.host);
  const vetted = found.filter(({ address }) => allowed.admits(url, address));
  if (vetted.length === 0) throw new ForeignFileError('inside', url.host);
  return vetted;
}

/** Answers these addresses to a socket that asks for the name: it gets no others. */
export function pinnedTo(addresses: readonly Address[]): LookupFunction {
  return (_hostname, { all }, done) => {
    const [first] = addresses;
    if (all === true || first === undefined) done(null, addresses.map(({ address, family }) => ({ address, family })));
    else done(null, first.address, first.family);
  };
}
