import type { Interaction, Provider } from './oidc-library.js';
import { SCOPES } from './token-policy.js';

/** What the pages say about the application that waits. */
export interface PromptDetails {
  readonly application: string;
  /** Missing in the device flow, where no address is answered to. */
  readonly redirectUri: string | undefined;
  readonly scopes: readonly string[];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []);

/** Reads who asks, where the answer goes and for what. */
export async function promptDetails(provider: Provider, { params, deviceCode }: Interaction): Promise<PromptDetails> {
  const clientId = textOf(params['client_id']) ?? '';
  const client = await provider.Client.find(clientId);
  const asked = (textOf(params['scope']) ?? '').split(' ').filter((scope) => SCOPES.includes(scope));
  const fallback = client?.redirectUris?.[0];
  return {
    application: client?.clientName ?? clientId,
    redirectUri: deviceCode === undefined ? (textOf(params['redirect_uri']) ?? fallback) : undefined,
    scopes: asked,
  };
}

/**
 * Writes down the consent: adds what was missing to the grant of this account and application, or makes one.
 * @returns the grant's id. @throws when nobody is signed in.
 */
export async function grantConsent(provider: Provider, { params, session, prompt, grantId }: Interaction): Promise<string> {
  if (session?.accountId === undefined) throw new Error('consent without a signed-in account');
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId);
  const grant = known ?? new provider.Grant({ accountId: session.accountId, clientId: textOf(params['client_id']) ?? '' });
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = prompt.details;
  if (missingOIDCScope !== undefined) grant.addOIDCScope(texts(missingOIDCScope).join(' '));
  if (missingOIDCClaims !== undefined) grant.addOIDCClaims(texts(missingOIDCClaims));
  for (const [resource, scopes] of Object.entries((missingResourceScopes ?? {}) as Record<string, unknown>)) grant.addResourceScope(resource, texts(scopes).join(' '));
  return grant.save();
}
