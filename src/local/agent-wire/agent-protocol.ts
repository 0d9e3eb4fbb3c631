import { z } from 'zod';
import type { BenchPlan } from '../engine/bench-protocol.js';
import type { Report } from '../engine/load/messages.js';

/**
 * What a load agent and the embedded backend say to each other, over HTTP calls that the agent makes: it takes orders by a call
 * that is held until there is one, shows that it is alive by short calls, and hands in what it measures in numbered batches. The
 * protocol is ours; OctoPerf's own agents speak another one.
 */
export const AGENT_ROUTES = {
  register: '/agents/register',
  heartbeat: '/agents/{agentId}/heartbeat',
  orders: '/agents/{agentId}/orders',
  leave: '/agents/{agentId}/leave',
  reports: '/agents/{agentId}/runs/{runId}/reports',
  file: '/agents/{agentId}/runs/{runId}/files',
  result: '/agents/{agentId}/runs/{runId}/results',
} as const;
export type AgentRoute = keyof typeof AGENT_ROUTES;

/** Names the process that speaks: another one with the same agent id is another agent. */
export const INSTANCE_HEADER = 'x-agent-instance';
/** SHA-256 of a result file, in hex. */
export const DIGEST_HEADER = 'x-content-sha256';
/** Raised when either side can no longer understand the other. */
export const PROTOCOL_VERSION = 1;
/** Longest an order call is held, in milliseconds: shorter than the patience of usual proxies. */
export const HOLD_MS = 20_000;
/** Files a run leaves behind that an agent may send. */
export const RESULT_FILES = ['jmeter.log', 'results.jtl'] as const;
export const ResultFile = z.enum(RESULT_FILES);

/** Names end up in commands that an operator copies: nothing in them may mean something to a shell. */
export const AgentName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must have 1 to 63 characters out of A-Z, a-z, 0-9, "_", "." and "-", the first a letter or a digit');

/** How an agent introduces itself. `name` wins over that of its token. */
export const Introduction = z.object({
  protocol: z.number(),
  name: AgentName.optional(),
  host: z.string().regex(/^[A-Za-z0-9_.-]{1,255}$/),
  memoryMb: z.number().min(0),
  container: z.boolean(),
  pid: z.number().int(),
});
export type Introduction = z.infer<typeof Introduction>;

/** The agent's place in the backend's books. `now` = the backend's clock, epoch ms. */
export const Welcome = z.object({ agentId: z.string(), name: z.string(), location: z.string(), heartbeatMs: z.number(), lostAfterMs: z.number(), now: z.number() });
export type Welcome = z.infer<typeof Welcome>;

/** What a heartbeat says: the shortest round trip the agent saw lately, in ms. */
export const Heartbeat = z.object({ roundTripMs: z.number().min(0) });
export const HeartbeatAnswer = z.object({ now: z.number() });

/** The orders after this number are wanted: everything up to it was received. */
export const OrderRequest = z.object({ after: z.number().int().min(0) });

/** A file of the project that the run reads. */
export interface PlanFile { readonly name: string; readonly size: number; readonly sha256: string }

export type AgentOrder =
  /** Fetch the files, start a generator, have it compile the plan and let its users in up to the gate. Folders are the agent's own. */
  | { readonly type: 'prepare'; readonly runId: string; readonly plan: BenchPlan; readonly files: readonly PlanFile[] }
  /** Open the gate at this moment of the backend's clock (epoch ms). */
  | { readonly type: 'go'; readonly runId: string; readonly at: number }
  | { readonly type: 'stop'; readonly runId: string; readonly by: string };
export interface NumberedOrder { readonly number: number; readonly order: AgentOrder }
export interface Orders { readonly orders: readonly NumberedOrder[] }

/** The reports of one generator since the last batch. Batches are numbered from 1; a number that was applied is not applied again. */
export const ReportBatch = z.object({ batch: z.number().int().min(1), reports: z.array(z.looseObject({ type: z.string() })) });
export interface ReportBatch { readonly batch: number; readonly reports: readonly Report[] }
export const BatchAnswer = z.object({ applied: z.number() });

/** Fills the path of a route; ids are percent-encoded. */
export function agentPath(route: AgentRoute, values: { readonly agentId?: string; readonly runId?: string } = {}): string {
  return AGENT_ROUTES[route].replace('{agentId}', encodeURIComponent(values.agentId ?? '')).replace('{runId}', encodeURIComponent(values.runId ?? ''));
}
