/** What jsonwebtoken says, by what it means; anything else is `malformed`. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^jwt expired/, 'expired'],
  [/^jwt not active/, 'not-active'],
  [/audience invalid/, 'audience'],
  [/issuer invalid/, 'issuer'],
  [/signature|secret or public key/, 'signature'],
  [/algorithm/, 'algorithm'],
];

/** Why a token was rejected, in a word that may be counted. @param info what Passport was told. */
export function rejectionOf(info: unknown): string {
  const message = info instanceof Error ? info.message : '';
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? 'malformed';
}
