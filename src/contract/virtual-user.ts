import { z } from 'zod';
import { Action, type ActionNode } from './actions.js';
import { entityFields, Tags, Timestamp } from './wire.js';

/** Drives the engine block of a user profile (entities.md §3.1, documented). */
export const VirtualUserType = z.enum(['JMETER', 'WEB_DRIVER', 'PLAYWRIGHT', 'FRAGMENTS']);

const envelope = {
  '@type': z.literal('VirtualUser').default('VirtualUser'),
  ...entityFields,
  projectId: z.string(),
  type: VirtualUserType.catch('JMETER'),
  tags: Tags,
  created: Timestamp.optional(),
  lastModified: Timestamp.optional(),
};

/**
 * A Virtual User as read from the wire. The tree is not checked node by node: a newer backend may hold node types unknown
 * here, and what is read must be written back whole.
 */
export const VirtualUser = z.looseObject({ ...envelope, children: z.array(z.custom<ActionNode>((node) => typeof node === 'object' && node !== null)).default([]) });
export type VirtualUser = z.infer<typeof VirtualUser>;

/** The same with every node checked: what may be stored, and the body of `octoperf://schema/vu`. */
export const CheckedVirtualUser = z.looseObject({ ...envelope, type: VirtualUserType, children: z.array(Action) });

/** Light projection without the tree (octoperf-maven-plugin VirtualUserDescription; `type`, `tags` and dates are our additions). */
export const VirtualUserDescription = z.looseObject(envelope);
export type VirtualUserDescription = z.infer<typeof VirtualUserDescription>;
