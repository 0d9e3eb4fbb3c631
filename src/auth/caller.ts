/** Who is calling, as proven by the JWT. The token travels on to OctoPerf untouched. */
export interface Caller {
  readonly subject: string;
  readonly token: string;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
  readonly audiences: readonly string[];
  /** Epoch seconds. */
  readonly expiresAt: number;
}
