import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { ApplicationConfig } from '../../../config/application-config.js';
import { durationOf, peakOf } from '../../../contract/load.js';
import type { Scenario } from '../../../contract/scenario.js';
import type { ScenarioMatchingPlan, Subscription } from '../../../contract/subscription.js';
import { browserMeans } from '../../engine/browsers/chromium.js';
import { ONE_BROWSER } from '../../engine/load/one-browser.js';
import { quoted } from '../refusals.js';

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
  /** Why there are no browsers; undefined where there are. */
  private readonly noBrowser: string | undefined;

  constructor(config: ApplicationConfig) {
    const { maxUsers, maxBrowsers, browsers, chromium = '' } = config.local.engine;
    const means = browserMeans({ browsers, chromium });
    this.noBrowser = 'refused' in means ? means.refused : undefined;
    this.caps = { maxConcurrentUsers: maxUsers, maxRealBrowserUsers: this.noBrowser === undefined ? maxBrowsers : 0, maxProfilesPerScenario: MAX_PROFILES, maxTestDurationSec: MAX_DURATION_SEC, remainingTests: UNCOUNTED_TESTS, maxTestsPerRun: 1 };
  }

  get subscription(): Subscription {
    return { id: LOCAL_SUBSCRIPTION, name: NAME, status: 'active', ...this.caps };
  }

  /** Empty where a cap binds, as the platform answers (behaviour.md §18.2). */
  plansFor(scenario: Scenario): ScenarioMatchingPlan[] {
    if (this.bindingCap(scenario, NOTHING) !== undefined) return [];
    return [{ planId: LOCAL_SUBSCRIPTION, name: NAME, allocatedVus: usersOf(scenario), parallelRunsSupported: 1, ...this.caps }];
  }

  /** The sentence of the cap that keeps a scenario from being launched now. @param running what the runs under way take. */
  bindingCap(scenario: Scenario, running: Taken): string | undefined {
    const { userProfiles } = scenario;
    const { maxConcurrentUsers, maxProfilesPerScenario, maxTestDurationSec } = this.caps;
    const users = usersOf(scenario);
    const seconds = Math.ceil(plannedMs(scenario) / 1000);
    if (userProfiles.length === 0) return 'The scenario has no user profile. Add one.';
    const browsers = this.browserCap(scenario, running.browsers);
    if (browsers !== undefined) return browsers;
    if (userProfiles.length > maxProfilesPerScenario) return `maxProfilesPerScenario is ${maxProfilesPerScenario} and the scenario has ${userProfiles.length}. Remove some.`;
    if (users > maxConcurrentUsers) return `maxConcurrentUsers is ${maxConcurrentUsers} and the scenario asks for ${users}. Lower the users, or raise local.engine.max-users in the configuration.`;
    if (users + running.users > maxConcurrentUsers) return `maxConcurrentUsers is ${maxConcurrentUsers}, the scenario asks for ${users} and ${running.users} are taken by runs under way. Wait for them or stop one.`;
    if (seconds > maxTestDurationSec) return `maxTestDurationSec is ${maxTestDurationSec} and the scenario takes ${seconds}. Shorten it.`;
    return undefined;
  }

  /** The sentence of what keeps one more browser from being opened now. @param taken those open. */
  browserCap(scenario: Pick<Scenario, 'userProfiles'> | undefined, taken: number): string | undefined {
    const { maxRealBrowserUsers } = this.caps;
    const profiles = scenario?.userProfiles.filter(isBrowserProfile) ?? [];
    const wanted = scenario === undefined ? 1 : browsersOf(scenario);
    if (wanted === 0) return undefined;
    if (this.noBrowser !== undefined) return `maxRealBrowserUsers is 0. ${this.noBrowser}`;
    const crowded = profiles.find(({ load }) => peakOf(load) > 1);
    if (crowded !== undefined) return `${ONE_BROWSER}, and ${quoted(crowded.name)} asks for ${peakOf(crowded.load)}.`;
    if (wanted > maxRealBrowserUsers) return `maxRealBrowserUsers is ${maxRealBrowserUsers} and the scenario asks for ${wanted}. Leave some of the real-browser profiles out, or raise local.engine.max-browsers in the configuration.`;
    if (wanted + taken > maxRealBrowserUsers) return `maxRealBrowserUsers is ${maxRealBrowserUsers} and ${taken} are open in runs and validations under way. Wait for them or stop one.`;
    return undefined;
  }
}

/** What is in use at a moment. */
export interface Taken { readonly users: number; readonly browsers: number }
const NOTHING: Taken = { users: 0, browsers: 0 };

const isBrowserProfile = ({ engine }: Scenario['userProfiles'][number]): boolean => engine['@type'] !== 'JmeterUserProfileEngine';
/** Real browsers at once, if every profile peaks together. */
export const browsersOf = ({ userProfiles }: Pick<Scenario, 'userProfiles'>): number => userProfiles.filter(isBrowserProfile).reduce((sum, { load }) => sum + peakOf(load), 0);

/** Users at once, if every profile peaks together. */
export const usersOf = ({ userProfiles }: Scenario): number => userProfiles.reduce((sum, { load }) => sum + peakOf(load), 0);
/** Planned length of a run in milliseconds: that of its longest profile. */
export const plannedMs = ({ userProfiles }: Scenario): number => Math.max(0, ...userProfiles.map(({ load }) => durationOf(load)));
