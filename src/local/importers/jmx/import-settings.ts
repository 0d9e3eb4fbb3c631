import { kindOf } from './element-kinds.js';
import type { ImportJob } from './import-job.js';
import type { ScenarioHint } from './jmx-result.js';
import type { ServerPlace } from './jmx-servers.js';
import { classOf, flagOf, isEnabled, membersOf, testNameOf, valueOf, type PlanElement } from './plan-element.js';
import { propertyName, propertyText } from './xml-element.js';

const THROUGHPUT = /^(?:Constant|Precise|Variable)ThroughputTimer$/;
const SETTINGS: ReadonlySet<string> = new Set(['CookieManager', 'CacheManager']);

/** All enabled elements of a list and below, with the names above them; the workbench is no part of the plan. */
export function* enabledElements(elements: readonly PlanElement[], names: readonly string[] = []): Generator<{ element: PlanElement; names: readonly string[] }> {
  for (const element of elements) {
    if (!isEnabled(element.xml) || kindOf(element.xml) === 'nonTest') continue;
    yield { element, names };
    yield* enabledElements(element.children, [...names, testNameOf(element.xml)]);
  }
}

/** The elements of a list that say something about cookies, caches or throughput. */
export const settingElements = (elements: readonly PlanElement[]): PlanElement[] => elements.filter(({ xml }) => isEnabled(xml) && (SETTINGS.has(classOf(xml)) || THROUGHPUT.test(classOf(xml))));

const single = ({ xml }: PlanElement): Record<string, string> => Object.fromEntries(xml.children.flatMap((property): [string, string][] => {
  const value = propertyText(property);
  return value === undefined || propertyName(property) === '__proto__' ? [] : [[propertyName(property), value]];
}));

/** Cookie, cache and throughput settings that a thread group works under. @param level `settingElements` beside the group */
export function settingsOf(level: readonly PlanElement[], group: readonly PlanElement[]): Pick<ScenarioHint, 'cookies' | 'cache' | 'throughput'> {
  const near = [...level, ...settingElements(group)];
  const cookies = near.findLast(({ xml }) => classOf(xml) === 'CookieManager');
  const cache = near.findLast(({ xml }) => classOf(xml) === 'CacheManager');
  const timers = [...level, ...[...enabledElements(group)].map(({ element }) => element)].filter(({ xml }) => THROUGHPUT.test(classOf(xml)));
  return {
    cookies: cookies === undefined ? null : { clearEachIteration: flagOf(cookies.xml, 'CookieManager.clearEachIteration'), policy: valueOf(cookies.xml, 'CookieManager.policy') ?? '' },
    cache: cache === undefined ? null : { clearEachIteration: flagOf(cache.xml, 'clearEachIteration'), useExpires: flagOf(cache.xml, 'useExpires') },
    throughput: timers.map((timer) => ({ type: classOf(timer.xml), raw: single(timer) })),
  };
}

/** Notes about cookies and classpaths that no setting takes over. */
export function noteSettings(elements: readonly PlanElement[], job: ImportJob): void {
  for (const { element, names } of enabledElements(elements)) {
    const { xml } = element;
    const testClass = classOf(xml);
    if (testClass === 'CookieManager' && membersOf(xml, 'CookieManager.cookies').length > 0) job.note('kept', xml, names, 'cookies written into the plan are kept, but not sent: set them with a Cookie header or a first request');
    if (testClass === 'TestPlan' && flagOf(xml, 'TestPlan.serialize_threadgroups')) job.note('changed', xml, names, 'thread groups run one after another in JMeter: give the profiles of a scenario start delays');
    if (testClass === 'TestPlan' && (valueOf(xml, 'TestPlan.user_define_classpath') ?? '') !== '') job.note('kept', xml, names, 'libraries named by the plan are not loaded');
  }
}

interface Covered { readonly covers: (place: ServerPlace) => boolean; readonly basePath: string }

/** What a base URL of an authorization covers; undefined for one that cannot be read. Nothing covers everything. */
function coverage(url: string): Covered | undefined {
  if (url.trim() === '') return { covers: () => true, basePath: '/' };
  const [, scheme = '', authority = '', path = ''] = /^(?:(https?):\/\/)?([^/?#]*)([^?#]*)/i.exec(url.trim()) ?? [];
  const colon = /:(\d{1,5})$/.exec(authority);
  const host = (colon === null ? authority : authority.slice(0, colon.index)).toLowerCase();
  if (host === '') return undefined;
  const protocol = scheme.toUpperCase();
  const port = colon === null ? (scheme === '' ? undefined : protocol === 'HTTPS' ? 443 : 80) : Number(colon[1]);
  return {
    covers: (place) => place.hostname.toLowerCase() === host && (protocol === '' || place.protocol === protocol) && (port === undefined || place.port === port),
    basePath: path === '' ? '/' : path,
  };
}

function typeOf(mechanism: string, domain: string): 'BASIC' | 'DIGEST' | 'NTLM' | undefined {
  if (mechanism === 'KERBEROS') return undefined;
  if (mechanism === 'DIGEST') return 'DIGEST';
  return domain === '' ? 'BASIC' : 'NTLM';
}

/** Gives the entries of all authorization managers to the servers they cover; the others are noted. */
export function authorizeServers(elements: readonly PlanElement[], job: ImportJob): void {
  for (const { element: { xml }, names } of enabledElements(elements)) {
    if (classOf(xml) !== 'AuthManager') continue;
    for (const entry of membersOf(xml, 'AuthManager.auth_list')) {
      const value = (name: string): string => valueOf(entry, `Authorization.${name}`) ?? '';
      const covered = coverage(value('url'));
      const type = typeOf(value('mechanism'), value('domain'));
      const given = covered !== undefined && type !== undefined && job.servers.authorize(covered.covers, { type, basePath: covered.basePath, username: value('username'), password: value('password'), domain: value('domain') });
      if (!given) job.note('kept', xml, names, `the authorization for ${JSON.stringify(value('url').slice(0, 80))} (${value('mechanism') || 'BASIC'}) fits no server of the plan: set it at the HTTP server`);
    }
  }
}
