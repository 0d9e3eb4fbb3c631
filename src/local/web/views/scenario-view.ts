import { kneesOf, type Knee, peakOfCurve, totalCurve } from '../../../contract/load-curve.js';
import { durationOf, peakOf, type UserProfileLoad } from '../../../contract/load.js';
import type { Scenario, UserProfile } from '../../../contract/scenario.js';
import { type Html, html, type Piece } from '../../pages/html.js';
import { entityPath, scenarioDataPath } from '../page-paths.js';
import { duration, moment, number } from './figures.js';
import { card, count, description, empty, facts, head, named, type Row, rowList, shown, tagList } from './parts.js';
import { valueOf } from './hidden-values.js';

/** Names a scenario refers to by id. */
export interface ScenarioNames { readonly virtualUsers: ReadonlyMap<string, string>; readonly providers: ReadonlyMap<string, string> }
export interface ScenarioPlace { readonly workspaceId: string; readonly projectId: string }

/** A scenario: how much load, its curve, and each profile. @param runs those it was played in, newest first. */
export function scenarioView(scenario: Scenario, names: ScenarioNames, place: ScenarioPlace, runs: readonly Row[]): Html {
  const loads = scenario.userProfiles.map(({ load }) => load);
  const peak = peakOfCurve(totalCurve(loads));
  const longest = Math.max(0, ...loads.map(durationOf));
  return html`${head(scenario.name, html`<p class="meta"><span>changed ${moment(scenario.lastModified)}</span></p>`, description(scenario.description), tagList(scenario.tags))}
<dl class="tiles"><div><dt>Users at once</dt><dd>${number(peak)}</dd></div><div><dt>Planned length</dt><dd>${duration(longest)}</dd></div><div><dt>Profiles</dt><dd>${number(scenario.userProfiles.length)}</dd></div></dl>
${scenario.userProfiles.length === 0 ? card('Load', empty('It has no user profile yet.')) : html`<section class="card widget" data-widget="${scenarioDataPath(scenario.id)}" aria-labelledby="curve"><div class="card-head"><h2 id="curve">Load curve</h2></div><div class="widget-body"><div class="skeleton tall"></div></div></section>`}
${scenario.userProfiles.map((profile, index) => profileCard(profile, index, names, place))}
${card('Runs', runs.length === 0 ? empty('It was not run yet.', html`An agent starts it with <code>run_scenario</code>.`) : rowList(runs, 'Runs of this scenario'))}`;
}

function profileCard(profile: UserProfile, index: number, { virtualUsers, providers }: ScenarioNames, { workspaceId, projectId }: ScenarioPlace): Html {
  const { virtualUserId, providerId, location, load } = profile;
  const known = virtualUsers.get(virtualUserId);
  const player = known === undefined ? html`<span class="bad">not found: <code>${virtualUserId}</code></span>` : html`<a href="${entityPath(workspaceId, projectId, 'design/virtual-user', virtualUserId)}">${named(known)}</a>`;
  return card(profileName(profile, index, virtualUsers), facts([
    ['Virtual User', player],
    ['From', html`${named(providers.get(providerId) ?? providerId)}, <code>${location}</code>`],
    ['Users', number(peakOf(load))],
    ['Shape', shapeWords(load)],
    ['Length', duration(durationOf(load))],
    ...engineFacts(profile),
  ]));
}

/** How a profile is called where it has no name of its own. */
export const profileName = ({ name, virtualUserId }: UserProfile, index: number, virtualUsers: ReadonlyMap<string, string>): string => shown(name !== '' ? name : (virtualUsers.get(virtualUserId) ?? `Profile ${index + 1}`));

/** A load shape in words. */
export function shapeWords(load: UserProfileLoad): string {
  if (load['@type'] === 'UserProfileLoadCustom') return `custom curve of ${load.points.length} points`;
  const delay = load.delayMs > 0 ? `after ${duration(load.delayMs)}, ` : '';
  const up = load['@type'] === 'UserProfileLoadAscendingStairs' ? `${count(load.stepCount, 'step')} within ${duration(load.rampUpMs)}` : load.rampUpMs === 0 ? 'all at once' : `ramp-up ${duration(load.rampUpMs)}`;
  const down = load['@type'] === 'UserProfileLoadRampUpThenRampDown' ? `, ramp-down ${duration(load.rampDownMs)}` : '';
  return `${delay}${up}, steady ${duration(load.plateauMs)}${down}`;
}

/** The settings that change how the load feels; live reporting and properties may hold secrets, so only names are told. */
function engineFacts({ engine }: UserProfile): [string, Piece][] {
  const { settings } = engine as { settings?: { thinkTime?: { thinktime: Record<string, unknown> | null; pacing: { min: number; max: number; unit: string } | null }; errorHandling?: string; iterations?: number | null } };
  const pause = settings?.thinkTime?.thinktime;
  const pacing = settings?.thinkTime?.pacing;
  const more: [string, Piece][] = engine['@type'] === 'JmeterUserProfileEngine' ? [
    ['Browser', engine.browser.name],
    ['Bandwidth', engine.bandwidth.bitsPerSecond === 0 ? 'unlimited' : `${number(engine.bandwidth.bitsPerSecond)} bit/s`],
    ['Properties', Object.keys(engine.properties.map).length > 0 && html`${Object.entries(engine.properties.map).map(([name, value]) => html`<code>${name}=${valueOf(name, value)}</code> `)}`],
  ] : [];
  return [
    ['Think times', pause === null || pause === undefined ? 'as in the Virtual User' : pauseWords(pause)],
    ['Pacing', pacing !== null && pacing !== undefined && `${pacing.min} to ${pacing.max} ${pacing.unit.toLowerCase()}`],
    ['On errors', settings?.errorHandling?.toLowerCase().replaceAll('_', ' ')],
    ['Iterations', typeof settings?.iterations === 'number' && `at most ${settings.iterations}`],
    ...more,
  ];
}

function pauseWords(pause: Record<string, unknown>): string {
  if (typeof pause['hitsPerSecond'] === 'number') return `so that there are ${pause['hitsPerSecond']} hits per second`;
  if (typeof pause['min'] === 'number') return `${duration(pause['min'])} to ${duration(Number(pause['max']))}`;
  return `${duration(Number(pause['value'] ?? pause['mean'] ?? 0))} everywhere`;
}

/** A line of a load chart: users over the time since the start, in ms. */
export interface LoadLine { readonly name: string; readonly knees: readonly Knee[] }

/** The line of each profile, and of all together where there are several. */
export function loadLines({ userProfiles }: Scenario, virtualUsers: ReadonlyMap<string, string>): LoadLine[] {
  const lines = userProfiles.map((profile, index) => ({ name: profileName(profile, index, virtualUsers), knees: closed(kneesOf(profile.load)) }));
  const names = new Map<string, number>();
  for (const { name } of lines) names.set(name, (names.get(name) ?? 0) + 1);
  const apart = lines.map((line, index) => ((names.get(line.name) ?? 0) > 1 ? { ...line, name: `${line.name} (${index + 1})` } : line));
  return apart.length < 2 ? apart : [{ name: 'All users', knees: closed(totalCurve(userProfiles.map(({ load }) => load))) }, ...apart];
}

/** Nobody plays before the first knee and after the last: the line says so. */
function closed(knees: readonly Knee[]): Knee[] {
  const [first, last] = [knees[0], knees.at(-1)];
  if (first === undefined || last === undefined) return [];
  const start = first.atMs > 0 ? [{ atMs: 0, users: 0 }, { atMs: first.atMs, users: 0 }] : first.users > 0 ? [{ atMs: 0, users: 0 }] : [];
  return [...start, ...knees, ...(last.users > 0 ? [{ atMs: last.atMs, users: 0 }] : [])];
}
