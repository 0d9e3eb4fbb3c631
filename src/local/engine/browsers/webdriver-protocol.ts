/** A script of the WebDriver Sampler as its thread receives it. */
export interface ThreadTask { readonly name: string; readonly script: string; readonly parameters: string; readonly variables: Readonly<Record<string, string>>; readonly properties: Readonly<Record<string, string>> }

/** What the script said about its sample, and how it ended. Times in ms since the script began; -1 = not said. */
export interface ThreadOutcome {
  readonly problem: string;
  readonly successful: boolean | null;
  readonly code: string;
  readonly message: string;
  readonly data: string;
  readonly label: string;
  readonly elapsedMs: number;
  readonly variables: Readonly<Record<string, string | null>>;
}

/** A call of the script to the browser, one at a time; elements and frames go by number. */
export interface ThreadCall { readonly operation: string; readonly arguments: readonly unknown[] }
/** `error` = why it failed; its name is the one WebDriver uses. */
export type ThreadReply = { readonly value: unknown } | { readonly error: { readonly name: string; readonly message: string } };

export type ThreadMessage =
  | { readonly type: 'call'; readonly call: ThreadCall }
  | { readonly type: 'log'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly type: 'done'; readonly outcome: ThreadOutcome };
