import { header, packRule, type PackRule, parameter, type Reach } from './frameworks-rule.js';

/** Parts of an assertion travel in forms and in messages; they are long and like nothing else, so any name will do. */
const MESSAGE: readonly Reach[] = [['POST_PARAM'], ['BODY']];
const MESSAGE_OR_ADDRESS: readonly Reach[] = [...MESSAGE, ['QUERY_PARAM']];
/** Identifiers of people and tenants stand in paths too. */
const ANYWHERE: readonly Reach[] = [...MESSAGE_OR_ADDRESS, ['PATH']];
const attribute = (claim: string): string => `claims/${claim}"[^>]*>\\s*<(?:\\w+:)?AttributeValue[^>]*>([^<]+)<`;

/** SAML 2.0 and WS-Federation: 20 names documented, `RelayState` and `InResponseTo` ours (entities.md Appendix C). */
export const SAML: readonly PackRule[] = [
  packRule('SAMLRequest', 'name="SAMLRequest"\\s+value="([^"]+)"', parameter('SAMLRequest')),
  packRule('SAMLResponse', 'name="SAMLResponse"\\s+value="([^"]+)"', parameter('SAMLResponse')),
  packRule('Signature', '[?&;]Signature=([^&"\'\\s]+)', parameter('Signature')),
  packRule('SignatureValue', '<(?:\\w+:)?SignatureValue[^>]*>([^<]+)<', MESSAGE),
  packRule('DigestValue', '<(?:\\w+:)?DigestValue[^>]*>([^<]+)<', MESSAGE),
  packRule('X509Certificate', '<(?:\\w+:)?X509Certificate[^>]*>([^<]+)<', MESSAGE),
  packRule('AssertionID', '<(?:\\w+:)?Assertion[^>]*\\s(?:Assertion)?ID="([^"]+)"', MESSAGE_OR_ADDRESS),
  packRule('nameid-format', 'NameID[^>]*\\sFormat="([^"]+)"', MESSAGE_OR_ADDRESS),
  packRule('IssueInstant', 'IssueInstant="([^"]+)"', MESSAGE),
  packRule('NotBefore', 'NotBefore="([^"]+)"', MESSAGE),
  packRule('NotOnOrAfter', 'NotOnOrAfter="([^"]+)"', MESSAGE),
  packRule('AuthenticationInstant', 'Auth(?:enticatio)?n?Instant="([^"]+)"', MESSAGE),
  packRule('correlationId', '"correlationId"\\s*:\\s*"([^"]+)"', [...MESSAGE_OR_ADDRESS, header('correlation|request-id')]),
  packRule('ctx', 'name="ctx"\\s+value="([^"]+)"', parameter('ctx')),
  packRule('wctx', 'name="wctx"\\s+value="([^"]+)"', parameter('wctx')),
  packRule('objectIdentifier', attribute('objectidentifier'), ANYWHERE),
  packRule('tenantId', attribute('tenantid'), ANYWHERE),
  packRule('puuid', attribute('puid'), ANYWHERE),
  // The name of a person may be an ordinary word: only where a name is expected.
  packRule('name', attribute('name'), [['POST_PARAM', '(?i)name'], ['QUERY_PARAM', '(?i)name']]),
  packRule('authnmethodsreferences', attribute('authnmethodsreferences'), MESSAGE),
  packRule('RelayState', 'name="RelayState"\\s+value="([^"]+)"', parameter('RelayState')),
  packRule('InResponseTo', 'InResponseTo="([^"]+)"', MESSAGE),
];

const TOKEN_1_0 = 'oauth_token=([^&"\'\\s]+)';
const STATE = '[?&]state=([^&"\'\\s]+)';
const TIMESTAMP = 'oauth_timestamp="?([0-9]+)';
const oauth = (name: string): readonly Reach[] => [...parameter(name), header('^authorization$')];

/** OAuth 1.0a, each with a twin for the second occurrence (documented). */
export const OAUTH: readonly PackRule[] = [
  packRule('oauth_token', TOKEN_1_0, oauth('oauth_token')),
  packRule('oauth_state', STATE, parameter('state')),
  packRule('oauth_timestamp', TIMESTAMP, oauth('oauth_timestamp')),
  packRule('oauth_token1', TOKEN_1_0, oauth('oauth_token'), { nth: 2 }),
  packRule('oauth_state1', STATE, parameter('state'), { nth: 2 }),
  packRule('oauth_timestamp1', TIMESTAMP, oauth('oauth_timestamp'), { nth: 2 }),
];

/** Sign-in pages of Azure Active Directory (names documented). The three states stand in different places, not one after another. */
export const AZURE_AD: readonly PackRule[] = [
  packRule('Azure_canary', '"canary"\\s*:\\s*"([^"]+)"', [...parameter('canary'), header('^canary$'), ['BODY']]),
  packRule('Azure_ctx', '"sCtx"\\s*:\\s*"([^"]+)"', [...parameter('ctx'), ['BODY']]),
  packRule('Azure_sFT', '"sFT"\\s*:\\s*"([^"]+)"', [...parameter('(?i)flowtoken'), ['BODY']]),
  packRule('Azure_sessionId', '"sessionId"\\s*:\\s*"([^"]+)"', [...parameter('(?i)hpgrequestid|sessionid'), header('hpgrequestid|client-request-id|hpgid'), ['BODY']]),
  packRule('Azure_state', STATE, parameter('state')),
  packRule('Azure_state1', 'name="state"\\s+value="([^"]+)"', parameter('state')),
  packRule('Azure_state2', '"state"\\s*:\\s*"([^"]+)"', [...parameter('state'), ['BODY']]),
  packRule('Azure_token', 'name="id_token"\\s+value="([^"]+)"', [...parameter('id_token'), header('^authorization$')]),
  packRule('Azure_client_id', '[?&]client_id=([0-9a-fA-F-]{36})', [...parameter('client_id'), ['BODY']]),
  packRule('Azure_code', 'name="code"\\s+value="([^"]+)"', parameter('code')),
  packRule('Azure_code_challenge', '[?&]code_challenge=([^&"\'\\s]+)', parameter('code_challenge')),
  packRule('Azure_nonce', '[?&]nonce=([^&"\'\\s]+)', parameter('nonce')),
  packRule('Azure_session_state', 'name="session_state"\\s+value="([^"]+)"', parameter('session_state')),
];
