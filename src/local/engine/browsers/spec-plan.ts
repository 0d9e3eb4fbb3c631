import type { BrowserProfile, Evidence } from './browser-protocol.js';

/** What a run of Playwright is told by its host; it holds nothing that a spec may not know. */
export interface SpecPlan {
  readonly folder: string;
  /** Path of the file to play, below `spec`. */
  readonly file: string;
  readonly outputFolder: string;
  readonly wsEndpoint: string;
  readonly proxy: string;
  readonly profile: BrowserProfile;
  readonly evidence: Evidence;
}

/** What the reporter says to the host, in the order things happen. */
export type SpecReport =
  | { readonly type: 'begin'; readonly tests: number }
  | { readonly type: 'error'; readonly message: string }
  | { readonly type: 'test'; readonly test: string; readonly title: string; readonly at: number; readonly timeoutMs: number }
  | { readonly type: 'step'; readonly test: string; readonly category: string; readonly title: string; readonly startedAt: number; readonly elapsedMs: number; readonly success: boolean }
  | { readonly type: 'tested'; readonly test: string; readonly at: number; readonly startedAt: number; readonly elapsedMs: number; readonly status: string; readonly ok: boolean; readonly message: string; readonly files: readonly { readonly name: string; readonly path: string }[] }
  | { readonly type: 'end'; readonly status: string };
