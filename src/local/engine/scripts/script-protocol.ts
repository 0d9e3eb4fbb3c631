/** The answer a script looks at (`prev`), or what it makes itself (`SampleResult`). */
export interface ResultView {
  readonly label: string;
  readonly success: boolean;
  readonly code: string;
  readonly message: string;
  readonly headers: string;
  readonly requestHeaders: string;
  readonly samplerData: string;
  readonly url: string;
  readonly data: string;
  readonly elapsedMs: number;
  readonly latencyMs: number;
  readonly connectMs: number;
  readonly startedAtMs: number;
}

/** One run of a script, as plain JSON: it crosses a process border, and nothing else does. */
export interface ScriptTask {
  readonly threadName: string;
  /** From 1. */
  readonly threadNumber: number;
  readonly iteration: number;
  readonly label: string;
  readonly parameters: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, string>>;
  /** What `vars.putObject` kept for this user, each as JSON. */
  readonly objects: Readonly<Record<string, string>>;
  readonly previous: ResultView | null;
  readonly sampler: { readonly name: string; readonly url: string } | null;
}

/** What a script said about a result; only what it set. */
export interface ResultChange { readonly success?: boolean; readonly code?: string; readonly message?: string; readonly data?: string; readonly ignored?: boolean }

/** What came of a run. null = removed. */
export interface ScriptOutcome {
  /** Why it failed, '' = it did not. */
  readonly problem: string;
  readonly variables: Readonly<Record<string, string | null>>;
  readonly properties: Readonly<Record<string, string | null>>;
  readonly objects: Readonly<Record<string, string | null>>;
  readonly log: readonly (readonly ['info' | 'warn' | 'error', string])[];
  /** Changes of the result the script makes itself. */
  readonly own: ResultChange;
  /** Changes of the answer before. */
  readonly previous: ResultChange;
  readonly course: '' | 'NEXT' | 'STOP_THREAD' | 'STOP_TEST' | 'STOP_TEST_NOW';
  /** Milliseconds the script ran. */
  readonly elapsedMs: number;
}

/** From the engine to the script process. The text of a script travels once; `forget` = all texts sent before are no longer used. */
export interface ScriptOrder { readonly number: number; readonly forget: boolean; readonly script: number; readonly code?: string | undefined; readonly task: string; readonly limitMs: number }
/** And back: `outcome` is the JSON of a ScriptOutcome as the script's own world wrote it, to be checked. */
export interface ScriptReply { readonly number: number; readonly problem: string; readonly outcome: string; readonly elapsedMs: number }
