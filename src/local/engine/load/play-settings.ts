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
import { ONE_BROWSER } from './one-browser.js';

/** How a user profile plays its Virtual User, as the interpreter wants it. */
export interface ProfileSettings {
  readonly play: PlaySettings;
  readonly thinkTime: ThinktimeOverride | null;
  readonly staticHosts: Readonly<Record<string, string>>;
  readonly jtl: 'ALL' | 'ERRORS' | 'NONE';
  readonly browser: BrowserProfile;
}

/** Reads a profile's engine block (entities.md §4.4). What this engine does not do is said in the log; throws PlanRefused where it must not be passed over. */
export function profileSettings(profile: UserProfile, log: OnceLog): ProfileSettings {
  const parsed = [JmeterUserProfileEngine, PlaywrightUserProfileEngine, SeleniumUserProfileEngine].find((schema) => schema.shape['@type'].value === profile.engine['@type'])?.safeParse(profile.engine);
  if (parsed?.success !== true) throw new PlanRefused(`The user profile "${profile.name}" cannot be run: ${parsed === undefined ? `its engine ${profile.engine['@type']} is not known` : `${parsed.error.issues[0]?.path.join('.') ?? ''}: ${parsed.error.issues[0]?.message ?? 'unreadable'}`}. Use a complete engine block.`);
  return parsed.data['@type'] === 'JmeterUserProfileEngine' ? jmeterSettings(profile.name, parsed.data, log) : browserSettings(profile, parsed.data, log);
}

function jmeterSettings(name: string, engine: JmeterUserProfileEngine, log: OnceLog): ProfileSettings {
  const { settings, browser, dns, jtl, properties, bandwidth } = engine;
  const ignored = [
    bandwidth.bitsPerSecond > 0 ? 'the bandwidth limit' : '', dns.servers.length > 0 ? 'the DNS servers' : '', ...ignoredSettings(settings),
    browser.cache.useCacheControlHeaders ? 'the browser cache' : '',
  ];
  announce(name, ignored, log);
  return {
    play: {
      ...commonPlay(settings), clearCookies: browser.cookies.clearOnEachIteration, downloadResources: browser.downloadResources ?? null, properties: properties.map,
      request: { userAgent: browser.userAgent, keepAlive: browser.keepAlive ?? undefined, ignoreCookies: browser.cookies.policy === 'IGNORE_COOKIES' },
    },
    thinkTime: settings.thinkTime.thinktime,
    staticHosts: Object.fromEntries(Object.entries(dns.staticHosts).map(([host, address]) => [host.toLowerCase(), address])),
    jtl: jtl.type,
    browser: DEFAULT_BROWSER,
  };
}

type BrowserEngine = z.infer<typeof PlaywrightUserProfileEngine> | z.infer<typeof SeleniumUserProfileEngine>;

/** A profile with a real browser: one user; what a WebDriver profile leaves open is as Playwright has it. */
function browserSettings({ name, load }: UserProfile, engine: BrowserEngine, log: OnceLog): ProfileSettings {
  if (peakOf(load) > 1) throw new PlanRefused(`${ONE_BROWSER}, and "${name}" asks for ${peakOf(load)}.`);
  const { settings } = engine;
  announce(name, [engine['@type'] === 'SeleniumUserProfileEngine' && engine.bandwidth.bitsPerSecond > 0 ? 'the bandwidth limit' : '', ...ignoredSettings(settings)], log);
  const browser = engine['@type'] === 'PlaywrightUserProfileEngine' ? { device: engine.device ?? '', timeoutMs: engine.timeoutMs, baseURL: engine.baseURL ?? '', slowMoMs: engine.slowMoMs } : DEFAULT_BROWSER;
  if (unknownDevice(browser.device)) throw new PlanRefused(`The user profile "${name}" asks for the device ${JSON.stringify(browser.device)}, which Playwright does not know. Use a name of its list such as "Pixel 7" or "Desktop Chrome", or leave it empty.`);
  const usual = defaultJmeterEngine();
  return {
    play: { ...commonPlay(settings), clearCookies: true, downloadResources: null, properties: {}, request: { userAgent: usual.browser.userAgent, keepAlive: undefined, ignoreCookies: false } },
    thinkTime: settings.thinkTime.thinktime, staticHosts: {}, jtl: 'ALL', browser,
  };
}

type Settings = JmeterUserProfileEngine['settings'];

const ignoredSettings = ({ setUp, tearDown, externalLiveReporting }: Settings): string[] => [(setUp ?? null) === null ? '' : 'setUp', (tearDown ?? null) === null ? '' : 'tearDown', externalLiveReporting.listeners.length > 0 ? 'external live reporting' : ''];

function announce(name: string, parts: readonly string[], log: OnceLog): void {
  const ignored = parts.filter((part) => part !== '');
  if (ignored.length > 0) log.warn(`Not executed by the local engine yet, so without effect in the profile "${name}": ${ignored.join(', ')}.`);
}

const commonPlay = ({ thinkTime, errorHandling, iterations }: Settings): Pick<PlaySettings, 'mode' | 'errorHandling' | 'pacing' | 'iterations' | 'recordedCodes'> => ({
  mode: 'LOAD', errorHandling, pacing: thinkTime.thinktime?.['@type'] === 'ThinktimeThroughput' ? null : thinkTime.pacing, iterations: iterations ?? null, recordedCodes: {},
});
