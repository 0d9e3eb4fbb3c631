import { JmeterUserProfileEngine } from '../../../contract/engine-settings.js';
import type { UserProfile } from '../../../contract/scenario.js';
import type { ThinktimeOverride } from '../../../contract/think-time.js';
import { PlanRefused, type OnceLog } from '../engine-log.js';
import type { PlaySettings } from '../interpreter/play.js';

/** How a user profile plays its Virtual User, as the interpreter wants it. */
export interface ProfileSettings {
  readonly play: PlaySettings;
  readonly thinkTime: ThinktimeOverride | null;
  readonly staticHosts: Readonly<Record<string, string>>;
  readonly jtl: 'ALL' | 'ERRORS' | 'NONE';
}

/** Reads a profile's engine block (entities.md §4.4). What this engine does not do is said in the log; throws PlanRefused where it must not be passed over. */
export function profileSettings(profile: UserProfile, log: OnceLog): ProfileSettings {
  const parsed = JmeterUserProfileEngine.safeParse(profile.engine);
  if (!parsed.success) {
    const why = profile.engine['@type'] === 'JmeterUserProfileEngine' ? `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'unreadable'}` : `${profile.engine['@type']} is not executed by the local engine yet`;
    throw new PlanRefused(`The user profile "${profile.name}" cannot be run: ${why}. Use a complete JmeterUserProfileEngine.`);
  }
  const { settings, browser, dns, jtl, properties, bandwidth } = parsed.data;
  const ignored = [
    bandwidth.bitsPerSecond > 0 ? 'the bandwidth limit' : '', dns.servers.length > 0 ? 'the DNS servers' : '',
    browser.cache.useCacheControlHeaders ? 'the browser cache' : '', settings.externalLiveReporting.listeners.length > 0 ? 'external live reporting' : '',
  ].filter((part) => part !== '');
  if (ignored.length > 0) log.warn(`Not executed by the local engine yet, so without effect in the profile "${profile.name}": ${ignored.join(', ')}.`);
  return {
    play: {
      mode: 'LOAD', errorHandling: settings.errorHandling, pacing: settings.thinkTime.thinktime?.['@type'] === 'ThinktimeThroughput' ? null : settings.thinkTime.pacing, iterations: settings.iterations ?? null,
      clearCookies: browser.cookies.clearOnEachIteration, clearCache: browser.cache.clearCacheOnEachIteration, freshConnections: false, downloadResources: browser.downloadResources ?? null, properties: properties.map, recordedCodes: {},
      request: { userAgent: browser.userAgent, keepAlive: browser.keepAlive ?? undefined, ignoreCookies: browser.cookies.policy === 'IGNORE_COOKIES' },
    },
    thinkTime: settings.thinkTime.thinktime,
    staticHosts: Object.fromEntries(Object.entries(dns.staticHosts).map(([name, address]) => [name.toLowerCase(), address])),
    jtl: jtl.type,
  };
}
