import type { ApplicationConfig } from '../config/application-config.js';
import type { Surroundings } from '../config/process-surroundings.js';
import type { Endpoint } from '../contract/endpoints.js';
import type { Reaching } from './reach.js';

/** What the checks look at: one configuration, from where this process stands. */
export interface Patient {
  readonly config: ApplicationConfig;
  readonly surroundings: Surroundings;
  /** The REST paths in force. */
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** The tools that this configuration serves, as a client is told of them. */
  readonly surface: () => Promise<Surface>;
  /** Asks others by the way that the bridge would take. */
  readonly reach: Reaching;
  /** The proxy on the way to an address; undefined where there is none. */
  readonly proxyFor: (url: string) => URL | undefined;
  /** An access token or API key; checks that need one are skipped without. */
  readonly token: string | undefined;
}

export interface Surface {
  readonly tools: readonly string[];
  /** Of the definitions that a model reads: name, title, description, parameters. */
  readonly characters: number;
}

/** The origins that this server talks to, each once. */
export function origins({ config }: Pick<Patient, 'config'>): string[] {
  const { jwksUri } = config.idp;
  return [...new Set([config.publicOrigin, config.apiUrl, config.issuer, ...(jwksUri === undefined ? [] : [jwksUri])].map((url) => new URL(url).origin))];
}

export const secureOrigins = (patient: Pick<Patient, 'config'>): string[] => origins(patient).filter((origin) => origin.startsWith('https:'));
