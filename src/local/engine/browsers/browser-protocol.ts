import { z } from 'zod';
import { HttpExchange } from '../../../contract/http-exchange.js';

/** What a further row of a browser action is about (behaviour.md §21.7, documented). */
export const StepType = z.enum(['GROUP', 'HOOK', 'ACTION', 'EXPECT', 'NETWORK', 'NAVIGATION']);
export type StepType = z.infer<typeof StepType>;

/** One finished step inside an action. Times in ms, `endedAt` in epoch ms. */
export const PlayedStep = z.object({ label: z.string().max(2000), type: StepType, endedAt: z.number(), elapsedMs: z.number(), success: z.boolean(), code: z.string().max(20).default('') , bytes: z.number().default(0), latencyMs: z.number().default(0) });
export type PlayedStep = z.infer<typeof PlayedStep>;

/** What an action left: texts are as the program under test wrote them. */
export const PlayedAction = z.object({
  success: z.boolean(),
  /** Why it failed, '' = it did not. */
  message: z.string(),
  /** The test that failed, '' = it could not be played at all. */
  failedTest: z.string().default(''),
  code: z.string().default(''),
  /** The summary of a success. */
  summary: z.string().default(''),
  elapsedMs: z.number(),
  /** Not to be counted. */
  ignored: z.boolean().default(false),
  /** Hosts it asked for and did not get. */
  refusals: z.array(z.string()).default([]),
  exchange: HttpExchange.optional(),
  /** Variables that a script changed; null = removed. */
  variables: z.record(z.string(), z.string().nullable()).default({}),
});
export type PlayedAction = z.infer<typeof PlayedAction>;

/** Which evidence is kept of an action. */
export interface Evidence {
  readonly trace: 'on' | 'retain-on-failure' | 'off';
  readonly screenshot: 'on' | 'only-on-failure' | 'off';
  /** Whether HAR files hold the bodies. */
  readonly bodies: boolean;
  /** Keep HAR files: always, or of failures only. */
  readonly har: 'on' | 'only-on-failure';
}

/** The settings of a user profile that reach the browser. */
export interface BrowserProfile { readonly device: string; readonly timeoutMs: number; readonly baseURL: string; readonly slowMoMs: number }

/** One browser of one user as its host process receives it. */
export interface HostPlan {
  /** The private folder: `spec` (what is played), `run`, `out`, `tmp`, `home`. */
  readonly folder: string;
  readonly chromium: string;
  readonly allowedHosts: readonly string[];
  /** All that the processes of this browser find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly profile: BrowserProfile;
}

/** `run` = part of the names of its files, '' = the first time. */
export interface SpecTask { readonly kind: 'SPEC'; readonly file: string; readonly run: string; readonly evidence: Evidence }
export interface ScriptTask {
  readonly kind: 'SCRIPT'; readonly name: string; readonly run: string; readonly script: string; readonly parameters: string; readonly evidence: Evidence;
  /** A new iteration: without the cookies and pages of the one before. */
  readonly fresh: boolean;
  readonly variables: Readonly<Record<string, string>>; readonly properties: Readonly<Record<string, string>>;
}
export type BrowserTask = SpecTask | ScriptTask;

/** From the engine to the host of a browser. */
export type HostOrder =
  | { readonly type: 'open'; readonly plan: HostPlan }
  | { readonly type: 'play'; readonly number: number; readonly actionId: string; readonly task: BrowserTask }
  /** Ends what is playing; `why` becomes the message of the action. */
  | { readonly type: 'end'; readonly why: string }
  | { readonly type: 'close' };

/** And back, in the order things happened. `file` comes before the `done` of its action. */
export type HostReport =
  | { readonly type: 'ready'; readonly sandbox: boolean }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'step'; readonly number: number; readonly step: PlayedStep }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly type: 'file'; readonly number: number; readonly name: string; readonly bytes: Uint8Array }
  | { readonly type: 'done'; readonly number: number; readonly played: PlayedAction };
