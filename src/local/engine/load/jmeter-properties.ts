import type { CachedSample, NetworkSettings, TlsVersion } from '../http/network-settings.js';

/** Most redirects followed for one request, where nothing else is said (JMeter 5). */
const MAX_REDIRECTS = 20;
const TLS: ReadonlySet<string> = new Set<TlsVersion>(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);
const HONOURED: ReadonlySet<string> = new Set(['cache_manager.cached_resource_mode', 'RETURN_200_CACHE.message', 'RETURN_CUSTOM_STATUS.code', 'RETURN_CUSTOM_STATUS.message', 'httpsampler.max_redirects', 'https.default.protocol']);
/** Ours: `true` lets users whose time is over finish the iteration they are in. OctoPerf has no documented field for it, and JMeter leaves a property alone that it does not know. */
export const FINISH_ITERATION = 'octoperf.rampdown.finish_iteration';
/** Names JMeter itself reads (its properties reference); all others are the user's own, for `${__P(name)}`. */
const JMETERS_OWN = /^(?:jmeter|jmeterengine|jmeterthread|httpclient\d?|http|https|hc|httpsampler|cache_manager|CookieManager|dns|csvdataset|csvread|sampleresult|summariser|timer|xpath2?|htmlParser|HTTPResponse|HTTPSampler|cssParser|wmlParser|javax|server|client|mode|num_sample_threshold|time_threshold|backend_[a-z]+|aggregate_rpt_[a-z0-9]+|log_level|log4j|groovy|beanshell|jsr223|RETURN_[A-Z0-9_]+|loopcontroller|assertion|extractor|regex|random|view)\.|^(?:cacheable_methods|hc\.parameters\.file|mode)$/;

/** What JMeter's own properties change in a profile; `ignored` = those it would read and this engine does not. */
export function jmeterProperties(map: Readonly<Record<string, string>>): Pick<NetworkSettings, 'cachedSample' | 'maxRedirects' | 'tls'> & { readonly ignored: readonly string[] } {
  const redirects = Number.parseInt(map['httpsampler.max_redirects'] ?? '', 10);
  const protocol = map['https.default.protocol'] ?? '';
  return {
    cachedSample: cachedSample(map), maxRedirects: redirects >= 0 ? redirects : MAX_REDIRECTS,
    tls: isTls(protocol) ? { minVersion: protocol, maxVersion: protocol } : undefined,
    ignored: Object.keys(map).filter((name) => (HONOURED.has(name) ? name === 'https.default.protocol' && protocol !== 'TLS' && !isTls(protocol) : JMETERS_OWN.test(name))),
  };
}

const isTls = (name: string): name is TlsVersion => TLS.has(name);

function cachedSample(map: Readonly<Record<string, string>>): CachedSample {
  switch (map['cache_manager.cached_resource_mode']) {
    case 'RETURN_200_CACHE': return { code: 200, message: map['RETURN_200_CACHE.message'] ?? '(ex cache)' };
    case 'RETURN_CUSTOM_STATUS': return { code: Number.parseInt(map['RETURN_CUSTOM_STATUS.code'] ?? '', 10) || 200, message: map['RETURN_CUSTOM_STATUS.message'] ?? '(ex cache)' };
    default: return 'NONE';
  }
}
