import { z } from 'zod';
import { ThinktimeOverride } from './think-time.js';
import { typed } from './wire.js';

/** `CONTINUE` documented; the other four as a live client spells them (entities.md §4.4). */
export const ErrorHandling = z.enum(['CONTINUE', 'START_NEXT_ITERATION', 'STOP_THREAD', 'STOP_TEST', 'STOP_TEST_NOW']);
export type ErrorHandling = z.infer<typeof ErrorHandling>;

/** Minimum length of an iteration counted from the start of the previous one, random in [min, max]. */
export const Pacing = z.looseObject({ min: z.number().min(0), max: z.number().min(0), unit: z.enum(['MILLISECONDS', 'SECONDS', 'MINUTES']) });
export type Pacing = z.infer<typeof Pacing>;

/** Runs in its own thread group before or after the users (entities.md §4.4, all documented). */
export const SetUpTearDown = z.looseObject({
  virtualUserId: z.string(),
  scope: z.enum(['LOCAL', 'GLOBAL']),
  onSampleError: ErrorHandling,
  numberOfThreads: z.int().default(1),
  rampupPeriodSec: z.int().min(0).default(0),
  sameUserOnEachIteration: z.boolean().default(false),
  loopCount: z.int().default(1),
  pacing: Pacing.nullish(),
});
export type SetUpTearDown = z.infer<typeof SetUpTearDown>;

/** Settings shared by the three engines (entities.md §4.4; `iterations` inferred: most iterations per VU, null = no cap). */
export const JmeterEngineSettings = z.looseObject({
  thinkTime: z.looseObject({ thinktime: ThinktimeOverride.nullable(), pacing: Pacing.nullable() }),
  errorHandling: ErrorHandling,
  externalLiveReporting: typed('JmeterExternalLiveReportingSettings', { listeners: z.array(z.looseObject({ '@type': z.string() })), queueSize: z.int() }),
  setUp: SetUpTearDown.nullish(),
  tearDown: SetUpTearDown.nullish(),
  iterations: z.int().min(1).nullish(),
});

export const Bandwidth = z.looseObject({ name: z.string(), bitsPerSecond: z.int().min(0).describe('download rate, 0 = unlimited') });
export const Browser = z.looseObject({
  name: z.string(),
  userAgent: z.string(),
  cache: z.looseObject({ cacheSize: z.int().min(0), clearCacheOnEachIteration: z.boolean().default(false), useCacheControlHeaders: z.boolean().default(false) }),
  cookies: z.looseObject({ clearOnEachIteration: z.boolean().default(false), policy: z.enum(['STANDARD', 'STANDARD_STRICT', 'NETSCAPE', 'DEFAULT', 'IGNORE_COOKIES']) }),
  downloadResources: z.boolean().nullish(),
  keepAlive: z.boolean().nullish(),
});
export const Dns = z.looseObject({ clearEachIteration: z.boolean().default(false), servers: z.array(z.string()), staticHosts: z.record(z.string(), z.string()) });
export const Jtl = z.looseObject({ type: z.enum(['ALL', 'ERRORS', 'NONE']), settings: z.array(z.string()) });
export const PropertiesSettings = z.looseObject({ map: z.record(z.string(), z.string()) });

export const JmeterUserProfileEngine = typed('JmeterUserProfileEngine', { settings: JmeterEngineSettings, bandwidth: Bandwidth, browser: Browser, dns: Dns, jtl: Jtl, properties: PropertiesSettings });
export const SeleniumUserProfileEngine = typed('SeleniumUserProfileEngine', { settings: JmeterEngineSettings, bandwidth: Bandwidth });
export const PlaywrightUserProfileEngine = typed('PlaywrightUserProfileEngine', {
  settings: JmeterEngineSettings,
  device: z.string().nullish(),
  timeoutMs: z.int().min(0),
  baseURL: z.string().nullish(),
  slowMoMs: z.int().min(0),
});
export const UserProfileEngine = z.discriminatedUnion('@type', [JmeterUserProfileEngine, SeleniumUserProfileEngine, PlaywrightUserProfileEngine]).meta({ id: 'UserProfileEngine' });
export type UserProfileEngine = z.infer<typeof UserProfileEngine>;
export type JmeterUserProfileEngine = z.infer<typeof JmeterUserProfileEngine>;

/** The complete engine block a live client sends (jmeter-java-dsl): an incomplete one is rejected by the platform. */
export function defaultJmeterEngine(): JmeterUserProfileEngine {
  return {
    '@type': 'JmeterUserProfileEngine',
    settings: {
      thinkTime: { thinktime: null, pacing: null },
      errorHandling: 'CONTINUE',
      externalLiveReporting: { '@type': 'JmeterExternalLiveReportingSettings', listeners: [], queueSize: 5000 },
      setUp: null,
      tearDown: null,
    },
    bandwidth: { name: 'UNLIMITED', bitsPerSecond: 0 },
    browser: {
      name: 'AS_RECORDED',
      userAgent: '',
      cache: { cacheSize: 5000, clearCacheOnEachIteration: true, useCacheControlHeaders: false },
      cookies: { clearOnEachIteration: true, policy: 'STANDARD' },
      downloadResources: null,
      keepAlive: null,
    },
    dns: { clearEachIteration: false, servers: [], staticHosts: {} },
    jtl: { type: 'ALL', settings: [] },
    properties: { map: {} },
  };
}
