/**
 * The key under which a call writes once only: the one the agent gave, else one that follows from the confirmation the call was
 * allowed by, so that a second use of the same confirmation at another replica finds the first write. Undefined where neither is there.
 */
export class IdempotencyKey {
  constructor(private readonly confirmationId: () => string | undefined) {}

  or(given: string | undefined): string | undefined {
    const confirmed = this.confirmationId();
    return given ?? (confirmed === undefined ? undefined : `confirmation-${confirmed}`);
  }
}
