import type { z } from 'zod';
import type { Browser } from '../../../contract/engine-settings.js';
import type { CacheSettings } from './response-cache.js';

export type CookiePolicy = z.infer<typeof Browser>['cookies']['policy'];

/** What a sampler yields whose answer is fresh in the cache: no sample, or one of this code and message (JMeter: `cache_manager.cached_resource_mode`). */
export type CachedSample = 'NONE' | { readonly code: number; readonly message: string };

/** How a user profile shapes the network of each of its users (entities.md §4.4), read once. */
export interface NetworkSettings {
  readonly cookiePolicy: CookiePolicy;
  readonly cache: CacheSettings;
  readonly cachedSample: CachedSample;
  /** Download rate of each user, 0 = unlimited. */
  readonly bitsPerSecond: number;
  readonly dnsServers: readonly string[];
  readonly clearDnsCache: boolean;
  readonly maxRedirects: number;
  /** TLS versions, as Node names them; undefined = Node's own. */
  readonly tls: { readonly minVersion: TlsVersion; readonly maxVersion: TlsVersion } | undefined;
}
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** A network without any of that: what a validation plays on, so that nothing stands between a request and its recorded answer. */
export const PLAIN_NETWORK: NetworkSettings = { cookiePolicy: 'STANDARD', cache: { size: 0, usesExpiry: false }, cachedSample: 'NONE', bitsPerSecond: 0, dnsServers: [], clearDnsCache: false, maxRedirects: 20, tls: undefined };
