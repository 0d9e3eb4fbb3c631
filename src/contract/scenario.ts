import { z } from 'zod';
import { UserProfileEngine } from './engine-settings.js';
import { UserProfileLoad } from './load.js';
import { entityFields, Tags, Timestamp } from './wire.js';

/** One Virtual User played from one location with one load shape (entities.md §4.2). */
export const UserProfile = z.looseObject({
  id: z.string().optional(),
  name: z.string().default(''),
  virtualUserId: z.string(),
  providerId: z.string(),
  location: z.string(),
  load: UserProfileLoad,
  memory: z.looseObject({ vuMb: z.number().nullable() }),
  engine: UserProfileEngine,
});
export type UserProfile = z.infer<typeof UserProfile>;

/** `STANDARD` documented; `CHECK` = a validation run, our name for the unnamed internal mode (entities.md §4.1). */
export const ScenarioMode = z.enum(['STANDARD', 'CHECK']);

/** A scenario, server 16 and later (jmeter-java-dsl, documented shape). */
export const Scenario = z.looseObject({
  ...entityFields,
  projectId: z.string(),
  mode: z.string().default('STANDARD'),
  userProfiles: z.array(UserProfile),
  tags: Tags,
  created: Timestamp.optional(),
  lastModified: Timestamp.optional(),
});
export type Scenario = z.infer<typeof Scenario>;
