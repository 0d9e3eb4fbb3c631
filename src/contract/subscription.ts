import { z } from 'zod';

/** Caps of a plan, all documented by name (octoperf-rest-api.md §5.4 "Plans"). */
const caps = {
  maxConcurrentUsers: z.int().default(0),
  maxRealBrowserUsers: z.int().default(0),
  maxProfilesPerScenario: z.int().default(0),
  maxTestDurationSec: z.int().default(0),
  remainingTests: z.int().default(0),
  maxTestsPerRun: z.int().default(1),
};

export const SubscriptionStatus = z.enum(['active', 'trialing', 'cancel_at_period_end']);
export const Subscription = z.looseObject({ id: z.string(), name: z.string().default(''), status: z.string(), ...caps });
export type Subscription = z.infer<typeof Subscription>;

/** A plan able to host a scenario; an empty list means it cannot be launched. `parallelRunsSupported` counts copies of the scenario, not users. */
export const ScenarioMatchingPlan = z.looseObject({
  planId: z.string(),
  name: z.string().default(''),
  allocatedVus: z.int().default(0),
  parallelRunsSupported: z.int().default(1),
  ...caps,
});
export type ScenarioMatchingPlan = z.infer<typeof ScenarioMatchingPlan>;
