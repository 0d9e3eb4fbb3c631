import type { ScenarioMatchingPlan, Subscription } from '../../../contract/subscription.js';
import type { LoadPlan } from '../../vocabulary/load-plan.js';
import { blocker, type Finding, quoted } from './findings.js';

const USABLE: ReadonlySet<string> = new Set(['active', 'trialing', 'cancel_at_period_end']);
const BROWSERS: ReadonlySet<string> = new Set(['SeleniumUserProfileEngine', 'PlaywrightUserProfileEngine']);

/** What a scenario asks of a plan. */
interface Wanted { readonly users: number; readonly browserUsers: number; readonly profiles: number; readonly seconds: number }

/**
 * Why no plan can host a scenario: for each usable subscription the caps that the scenario exceeds (behaviour.md §18.2). Nothing where
 * a plan can. @param subscriptions undefined = they could not be read.
 */
export function planFindings(plans: readonly ScenarioMatchingPlan[], subscriptions: readonly Subscription[] | undefined, plan: LoadPlan): Finding[] {
  if (plans.length > 0) return [];
  if (subscriptions === undefined) return [blocker('No plan can host the scenario.', 'Compare it with the caps of the plan on the web page of the account.')];
  const usable = subscriptions.filter(({ status }) => USABLE.has(status));
  if (usable.length === 0) return [blocker('No plan can host the scenario: the account has no active subscription.', 'The owner of the account subscribes to a plan, or the run is started from another account.')];
  const wanted = wantedOf(plan);
  const exceeded = usable.map((subscription) => ({ subscription, caps: exceededCaps(wanted, subscription) }));
  return exceeded.map(({ subscription: { name, id }, caps }) => (caps.length === 0
    ? blocker(`No plan can host the scenario, and no cap of ${quoted(name || id)} explains it.`, 'Look at the locations below, at runs under way, and at list_active_subscriptions.')
    : blocker(`No plan can host the scenario: ${quoted(name || id)} has ${caps.join('; ')}.`, 'Bring the scenario below the cap (get_scenario, list_active_subscriptions), or have the plan changed.')));
}

function wantedOf({ profiles, plannedDurationSec }: LoadPlan): Wanted {
  const sum = (chosen: LoadPlan['profiles']): number => chosen.reduce((total, { users }) => total + users, 0);
  const browsers = profiles.filter(({ profile }) => BROWSERS.has(profile.engine['@type']));
  return { users: sum(profiles.filter((planned) => !browsers.includes(planned))), browserUsers: sum(browsers), profiles: profiles.length, seconds: Math.ceil(plannedDurationSec) };
}

function exceededCaps({ users, browserUsers, profiles, seconds }: Wanted, caps: Subscription): string[] {
  return ([
    ['maxConcurrentUsers', caps.maxConcurrentUsers, users],
    ['maxRealBrowserUsers', caps.maxRealBrowserUsers, browserUsers],
    ['maxProfilesPerScenario', caps.maxProfilesPerScenario, profiles],
    ['maxTestDurationSec', caps.maxTestDurationSec, seconds],
    ['remainingTests', caps.remainingTests, 1],
  ] as const).flatMap(([cap, most, wanted]) => (wanted > most ? [`${cap} ${most}, the scenario needs ${wanted}`] : []));
}
