/** The identity provider's keys could not be fetched: nobody's token can be judged now. Answered as 503, never as 401. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
  constructor(cause: unknown) { super('The signing keys of the identity provider cannot be fetched', { cause }); }
}
