import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ApplicationConfig } from '../../../config/application-config.js';
import { durationOf, peakOf } from '../../../contract/load.js';
import type { Scenario } from '../../../contract/scenario.js';
import type { ScenarioMatchingPlan, Subscription } from '../../../contract/subscription.js';

/** Subscription ids are Stripe style (octoperf-rest-api.md §1.6, observed). */
export const LOCAL_SUBSCRIPTION = 'sub_local_engine';
const NAME = 'Local engine';
const MAX_PROFILES = 10;
const MAX_DURATION_SEC = 86_400;
/** Local runs cost nothing: a number that never binds. */
const UNCOUNTED_TESTS = 1_000_000;

type Caps = Pick<z.infer<typeof Subscription>, 'maxConcurrentUsers' | 'maxRealBrowserUsers' | 'maxProfilesPerScenario' | 'maxTestDurationSec' | 'remainingTests' | 'maxTestsPerRun'>;

/** The one plan of the embedded backend: its caps keep the local engine from becoming a weapon, none of them costs money. */
@Injectable()
export class LocalPlan {
  private readonly caps: Caps;

  constructor(config: ApplicationConfig) {
    const { maxUsers } = config.local.engine;
    this.caps = { maxConcurrentUsers: maxUsers, maxRealBrowserUsers: 0, maxProfilesPerScenario: MAX_PROFILES, maxTestDurationSec: MAX_DURATION_SEC, remainingTests: UNCOUNTED_TESTS, maxTestsPerRun: 1 };
  }

  get subscription(): Subscription {
    return { id: LOCAL_SUBSCRIPTION, name: NAME, status: 'active', ...this.caps };
  }

  /** Empty where a cap binds, as the platform answers (behaviour.md §18.2). */
  plansFor(scenario: Scenario): ScenarioMatchingPlan[] {
    if (this.bindingCap(scenario, 0) !== undefined) return [];
    return [{ planId: LOCAL_SUBSCRIPTION, name: NAME, allocatedVus: usersOf(scenario), parallelRunsSupported: 1, ...this.caps }];
  }

  /** The sentence of the cap that keeps a scenario from being launched now. @param running users of the runs under way. */
  bindingCap(scenario: Scenario, running: number): string | undefined {
    const { userProfiles } = scenario;
    const { maxConcurrentUsers, maxProfilesPerScenario, maxTestDurationSec } = this.caps;
    const users = usersOf(scenario);
    const seconds = Math.ceil(plannedMs(scenario) / 1000);
    if (userProfiles.length === 0) return 'The scenario has no user profile. Add one.';
    if (userProfiles.some(({ engine }) => engine['@type'] !== 'JmeterUserProfileEngine')) return 'maxRealBrowserUsers is 0: the local engine plays JMETER Virtual Users only. Leave the real-browser profiles out.';
    if (userProfiles.length > maxProfilesPerScenario) return `maxProfilesPerScenario is ${maxProfilesPerScenario} and the scenario has ${userProfiles.length}. Remove some.`;
    if (users > maxConcurrentUsers) return `maxConcurrentUsers is ${maxConcurrentUsers} and the scenario asks for ${users}. Lower the users, or raise local.engine.max-users in the configuration.`;
    if (users + running > maxConcurrentUsers) return `maxConcurrentUsers is ${maxConcurrentUsers}, the scenario asks for ${users} and ${running} are taken by runs under way. Wait for them or stop one.`;
    if (seconds > maxTestDurationSec) return `maxTestDurationSec is ${maxTestDurationSec} and the scenario takes ${seconds}. Shorten it.`;
    return undefined;
  }
}

/** Users at once, if every profile peaks together. */
export const usersOf = ({ userProfiles }: Scenario): number => userProfiles.reduce((sum, { load }) => sum + peakOf(load), 0);
/** Planned length of a run in milliseconds: that of its longest profile. */
export const plannedMs = ({ userProfiles }: Scenario): number => Math.max(0, ...userProfiles.map(({ load }) => durationOf(load)));
