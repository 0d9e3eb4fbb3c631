import type { Client } from '@modelcontextprotocol/client';

/** What is looked at, and with what. */
export interface Deployment {
  /** Public origin, without a trailing slash. */
  readonly origin: string;
  /** Where the MCP endpoint is below it. */
  readonly contextPath: string;
  /** Origins of replicas as the inside reaches them, for their probes. */
  readonly replicas: readonly string[];
  /** A signed-in client and its token; without one the steps that need one are left out. */
  readonly signedIn?: { readonly client: Client; readonly token: string };
  /** Path of the page that shows a user their connected applications. */
  readonly connectedAppsPath: string;
  /** Runs the MCP Inspector against an endpoint with a token; yields what it found. Left out where there is none. */
  readonly inspector?: (mcpUrl: string, token: string) => Promise<string>;
}

/** One step: what it does, and what to do where it fails. `run` yields what was seen, and throws where that is not as it should be. */
export interface Step {
  readonly name: string;
  readonly remedy: string;
  /** Why it cannot be done, where it cannot. */
  readonly skipped?: string;
  readonly run: () => Promise<string>;
}

export interface Outcome { readonly name: string; readonly state: 'passed' | 'failed' | 'skipped'; readonly seen: string; readonly remedy: string }

/** Raised within a step: it could not be looked at, which is no failure. */
export class NothingToSee extends Error {}

/** Runs the steps one after the other, each whatever became of the others. */
export async function* outcomes(steps: readonly Step[]): AsyncGenerator<Outcome> {
  for (const { name, remedy, skipped, run } of steps) {
    if (skipped !== undefined) { yield { name, state: 'skipped', seen: skipped, remedy }; continue; }
    try {
      yield { name, state: 'passed', seen: await run(), remedy };
    } catch (error) {
      yield { name, state: error instanceof NothingToSee ? 'skipped' : 'failed', seen: told(error), remedy };
    }
  }
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? `${error.message}: ${error.cause.message}` : error.message;
}

export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
