import type { z } from 'zod';
import { defaultJmeterEngine, JmeterUserProfileEngine, PlaywrightUserProfileEngine, SeleniumUserProfileEngine } from '../../../contract/engine-settings.js';
import { peakOf } from '../../../contract/load.js';
import type { UserProfile } from '../../../contract/scenario.js';
import type { ThinktimeOverride } from '../../../contract/think-time.js';
import { DEFAULT_BROWSER } from '../browsers/browser-part.js';
import type { BrowserProfile } from '../browsers/browser-protocol.js';
import { unknownDevice } from '../browsers/devices.js';
import { PlanRefused, type OnceLog } from '../engine-log.js';
import type { PlaySettings } from '../interpreter/play.js';
import { FINISH_ITERATION, jmeterProperties } from './jmeter-properties.js';
import { unknownColumns } from './jtl-columns.js';
import { ONE_BROWSER } from './one-browser.js';

/** How a user profile plays its Virtual User, as the interpreter wants it. */
export interface ProfileSettings {
  readonly play: PlaySettings;
  readonly thinkTime: ThinktimeOverride | null;
  readonly staticHosts: Readonly<Record<string, string>>;
  readonly jtl: 'ALL' | 'ERRORS' | 'NONE';
  /** Names of the columns asked for; none = those JMeter writes by default. */
  readonly jtlColumns: readonly string[];
  readonly browser: BrowserProfile;
}

/** Reads a profile's engine block (entities.md §4.4). What has no effect here is said in the log; throws PlanRefused where it must not be passed over. */
export function profileSettings(profile: UserProfile, log: OnceLog): ProfileSettings {
  const parsed = [JmeterUserProfileEngine, PlaywrightUserProfileEngine, SeleniumUserProfileEngine].find((schema) => schema.shape['@type'].value === profile.engine['@type'])?.safeParse(profile.engine);
  if (parsed?.success !== true) throw new PlanRefused(`The user profile "${profile.name}" cannot be run: ${parsed === undefined ? `its engine ${profile.engine['@type']} is not known` : `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'unreadable'}`}. Use a complete engine block.`);
  for (const warning of profileWarnings(profile)) log.warn(warning);
  return parsed.data['@type'] === 'JmeterUserProfileEngine' ? jmeterSettings(parsed.data) : browserSettings(profile, parsed.data);
}

function jmeterSettings({ settings, browser, dns, jtl, properties, bandwidth }: JmeterUserProfileEngine): ProfileSettings {
  const { cachedSample, maxRedirects, tls } = jmeterProperties(properties.map);
  return {
    play: {
      ...commonPlay(settings), finishesIteration: properties.map[FINISH_ITERATION] === 'true', clearCookies: browser.cookies.clearOnEachIteration, clearCache: browser.cache.clearCacheOnEachIteration, downloadResources: browser.downloadResources ?? null, properties: properties.map,
      request: { userAgent: browser.userAgent, keepAlive: browser.keepAlive ?? undefined, ignoreCookies: browser.cookies.policy === 'IGNORE_COOKIES' },
      network: {
        cookiePolicy: browser.cookies.policy, cache: { size: browser.cache.cacheSize, usesExpiry: browser.cache.useCacheControlHeaders }, cachedSample, bitsPerSecond: bandwidth.bitsPerSecond,
        dnsServers: dns.servers, clearDnsCache: dns.clearEachIteration, maxRedirects, tls,
      },
    },
    thinkTime: settings.thinkTime.thinktime,
    staticHosts: Object.fromEntries(Object.entries(dns.staticHosts).map(([host, address]) => [host.toLowerCase(), address])),
    jtl: jtl.type,
    jtlColumns: jtl.settings,
    browser: DEFAULT_BROWSER,
  };
}

/** What a profile asks for and does not get here, a sentence each: for its log, and for who launches it. */
export function profileWarnings({ name, engine }: UserProfile): string[] {
  const { externalLiveReporting: { listeners } } = engine.settings;
  return [
    listeners.length === 0 ? '' : `The profile "${name}" asks for external live reporting (${listeners.map((listener) => listener['@type']).join(', ')}): the local engine sends nothing to it.`,
    ...(engine['@type'] === 'JmeterUserProfileEngine' ? jmeterWarnings(name, engine) : []),
    engine['@type'] === 'SeleniumUserProfileEngine' && engine.bandwidth.bitsPerSecond > 0 ? `The bandwidth limit of the profile "${name}" has no effect: the local engine does not slow real browsers down.` : '',
  ].filter((warning) => warning !== '');
}

function jmeterWarnings(name: string, { properties, browser, jtl }: JmeterUserProfileEngine): string[] {
  const { ignored } = jmeterProperties(properties.map);
  const unknown = unknownColumns(jtl.settings);
  return [
    ignored.length === 0 ? '' : `JMeter would read these properties of the profile "${name}", the local engine does not: ${ignored.join(', ')}. They stay readable with \${__P(name)}.`,
    unknown.length === 0 ? '' : `The profile "${name}" asks for columns of its JTL that are not known here: ${unknown.join(', ')}.`,
    browser.cookies.policy === 'DEFAULT' ? `The cookie policy DEFAULT of the profile "${name}" is played as STANDARD.` : '',
  ];
}

type BrowserEngine = z.infer<typeof PlaywrightUserProfileEngine> | z.infer<typeof SeleniumUserProfileEngine>;

/** A profile with a real browser: one user; what a WebDriver profile leaves open is as Playwright has it. */
function browserSettings({ name, load }: UserProfile, engine: BrowserEngine): ProfileSettings {
  if (peakOf(load) > 1) throw new PlanRefused(`${ONE_BROWSER}, and "${name}" asks for ${peakOf(load)}.`);
  const browser = engine['@type'] === 'PlaywrightUserProfileEngine' ? { device: engine.device ?? '', timeoutMs: engine.timeoutMs, baseURL: engine.baseURL ?? '', slowMoMs: engine.slowMoMs } : DEFAULT_BROWSER;
  if (unknownDevice(browser.device)) throw new PlanRefused(`The user profile "${name}" asks for the device ${JSON.stringify(browser.device)}, which Playwright does not know. Use a name of its list such as "Pixel 7" or "Desktop Chrome", or leave it empty.`);
  const usual = jmeterSettings(JmeterUserProfileEngine.parse(defaultJmeterEngine()));
  return { ...usual, play: { ...usual.play, ...commonPlay(engine.settings) }, thinkTime: engine.settings.thinkTime.thinktime, browser };
}

const commonPlay = ({ thinkTime, errorHandling, iterations }: JmeterUserProfileEngine['settings']): Pick<PlaySettings, 'mode' | 'errorHandling' | 'pacing' | 'iterations' | 'freshConnections' | 'recordedCodes'> => ({
  mode: 'LOAD', errorHandling, pacing: thinkTime.thinktime?.['@type'] === 'ThinktimeThroughput' ? null : thinkTime.pacing, iterations: iterations ?? null, freshConnections: false, recordedCodes: {},
});
