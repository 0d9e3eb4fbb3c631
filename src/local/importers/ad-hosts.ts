/** Domains whose only business is advertising, audience measurement or session replay; their subdomains count too. */
const AD_DOMAINS: ReadonlySet<string> = new Set([
  '2mdn.net', '2o7.net', 'adform.net', 'adnxs.com', 'adobedc.net', 'adroll.com', 'ads-twitter.com', 'adservice.google.com', 'adsrvr.org',
  'amazon-adsystem.com', 'amplitude.com', 'app-measurement.com', 'bat.bing.com', 'bluekai.com', 'branch.io', 'casalemedia.com', 'chartbeat.com',
  'chartbeat.net', 'clarity.ms', 'connect.facebook.net', 'contentsquare.net', 'criteo.com', 'criteo.net', 'crwdcntrl.net', 'demdex.net',
  'doubleclick.net', 'everesttech.net', 'fullstory.com', 'google-analytics.com', 'googleadservices.com', 'googlesyndication.com',
  'googletagmanager.com', 'googletagservices.com', 'heap.io', 'heapanalytics.com', 'hotjar.com', 'hotjar.io', 'krxd.net', 'licdn.com',
  'mathtag.com', 'matomo.cloud', 'mixpanel.com', 'moatads.com', 'mouseflow.com', 'mxpnl.com', 'nr-data.net', 'omtrdc.net',
  'openx.net', 'optimizely.com', 'outbrain.com', 'parsely.com', 'piwik.pro', 'pubmatic.com', 'quantcount.com', 'quantserve.com', 'rlcdn.com',
  'rubiconproject.com', 'scorecardresearch.com', 'segment.com', 'segment.io', 'sharethis.com', 'smartadserver.com', 'taboola.com',
  'tiqcdn.com', 'yieldmo.com',
]);
/** Single hosts of companies that also serve applications. */
const AD_HOSTS: ReadonlySet<string> = new Set([
  'analytics.google.com', 'analytics.tiktok.com', 'analytics.twitter.com', 'ct.pinterest.com', 'mc.yandex.ru', 'pixel.facebook.com',
  'px.ads.linkedin.com', 'tr.snapchat.com', 'js-agent.newrelic.com',
]);

/** Whether a host only serves advertising or audience measurement (option `adBlocking: ENABLED`). */
export function isAdHost(hostname: string): boolean {
  const labels = hostname.toLowerCase().replace(/\.$/, '').split('.');
  if (AD_HOSTS.has(labels.join('.'))) return true;
  return labels.some((_, at) => AD_DOMAINS.has(labels.slice(at).join('.')));
}
