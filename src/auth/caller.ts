/** Who is calling, as proven by the JWT, or by an API key. The token travels on to OctoPerf untouched, unless tokens are exchanged. */
export interface Caller {
  readonly subject: string;
  readonly token: string;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  /** Epoch seconds. */
  readonly expiresAt: number;
  /** What the user can do where OctoPerf refuses the token: said instead of the usual advice to sign in again. */
  readonly whenRefused?: string;
  /** What was shown is a key of the OctoPerf account itself, and no access token. */
  readonly isApiKey?: true;
}
