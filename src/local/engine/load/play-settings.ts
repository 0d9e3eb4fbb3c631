import { JmeterUserProfileEngine } from '../../../contract/engine-settings.js';
import type { UserProfile } from '../../../contract/scenario.js';
import type { ThinktimeOverride } from '../../../contract/think-time.js';
import { PlanRefused, type OnceLog } from '../engine-log.js';
import type { PlaySettings } from '../interpreter/play.js';
import { jmeterProperties } from './jmeter-properties.js';
import { unknownColumns } from './jtl-columns.js';

/** How a user profile plays its Virtual User, as the interpreter wants it. */
export interface ProfileSettings {
  readonly play: PlaySettings;
  readonly thinkTime: ThinktimeOverride | null;
  readonly staticHosts: Readonly<Record<string, string>>;
  readonly jtl: 'ALL' | 'ERRORS' | 'NONE';
  /** Names of the columns asked for; none = those JMeter writes by default. */
  readonly jtlColumns: readonly string[];
}

/** Reads a profile's engine block (entities.md §4.4). What has no effect here is said in the log; throws PlanRefused where it must not be passed over. */
export function profileSettings(profile: UserProfile, log: OnceLog): ProfileSettings {
  const parsed = JmeterUserProfileEngine.safeParse(profile.engine);
  if (!parsed.success) {
    const why = profile.engine['@type'] === 'JmeterUserProfileEngine' ? `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'unreadable'}` : `${profile.engine['@type']} is not executed by the local engine yet`;
    throw new PlanRefused(`The user profile "${profile.name}" cannot be run: ${why}. Use a complete JmeterUserProfileEngine.`);
  }
  for (const warning of profileWarnings(profile)) log.warn(warning);
  const { settings, browser, dns, jtl, properties, bandwidth } = parsed.data;
  const { cachedSample, maxRedirects, tls } = jmeterProperties(properties.map);
  return {
    play: {
      mode: 'LOAD', errorHandling: settings.errorHandling, pacing: settings.thinkTime.thinktime?.['@type'] === 'ThinktimeThroughput' ? null : settings.thinkTime.pacing, iterations: settings.iterations ?? null,
      clearCookies: browser.cookies.clearOnEachIteration, clearCache: browser.cache.clearCacheOnEachIteration, freshConnections: false, downloadResources: browser.downloadResources ?? null, properties: properties.map, recordedCodes: {},
      request: { userAgent: browser.userAgent, keepAlive: browser.keepAlive ?? undefined, ignoreCookies: browser.cookies.policy === 'IGNORE_COOKIES' },
      network: {
        cookiePolicy: browser.cookies.policy, cache: { size: browser.cache.cacheSize, usesExpiry: browser.cache.useCacheControlHeaders }, cachedSample, bitsPerSecond: bandwidth.bitsPerSecond,
        dnsServers: dns.servers, clearDnsCache: dns.clearEachIteration, maxRedirects, tls,
      },
    },
    thinkTime: settings.thinkTime.thinktime,
    staticHosts: Object.fromEntries(Object.entries(dns.staticHosts).map(([name, address]) => [name.toLowerCase(), address])),
    jtl: jtl.type, jtlColumns: jtl.settings,
  };
}

/** What a profile asks for and does not get here, a sentence each: for its log, and for who launches it. */
export function profileWarnings({ name, engine }: UserProfile): string[] {
  if (engine['@type'] !== 'JmeterUserProfileEngine') return [];
  const { externalLiveReporting: { listeners } } = engine.settings;
  const { ignored } = jmeterProperties(engine.properties.map);
  const { policy } = engine.browser.cookies;
  const unknown = unknownColumns(engine.jtl.settings);
  return [
    listeners.length === 0 ? '' : `The profile "${name}" asks for external live reporting (${listeners.map((listener) => listener['@type']).join(', ')}): the local engine sends nothing to it.`,
    ignored.length === 0 ? '' : `JMeter would read these properties of the profile "${name}", the local engine does not: ${ignored.join(', ')}. They stay readable with \${__P(name)}.`,
    unknown.length === 0 ? '' : `The profile "${name}" asks for columns of its JTL that are not known here: ${unknown.join(', ')}.`,
    policy === 'DEFAULT' ? `The cookie policy DEFAULT of the profile "${name}" is played as STANDARD.` : '',
  ].filter((warning) => warning !== '');
}
