import { header, packRule, type PackRule, parameter, type Reach } from './frameworks-rule.js';

/** Tokens are renamed on their way: any parameter or header whose name tells what it is. */
const named = (part: string): readonly Reach[] => [['POST_PARAM', `(?i)${part}`], ['QUERY_PARAM', `(?i)${part}`], header(part)];

const CSRF = '(?i)csrf_?token["\']?\\s*(?:[:=]|value=)\\s*["\']([^"\']+)["\']';
const CSRF_REACH: readonly Reach[] = [...named('csrf|xsrf'), ['BODY']];
const TOKEN_VALUE = '["\']token["\']\\s*:\\s*["\']([^"\']+)["\']';
const TOKEN_REACH: readonly Reach[] = [...named('token|authorization'), ['BODY']];

/** Tokens of hand-made sites: six names documented, which of them have twins is not: `csrfToken1`, `token1`, `token2` ours (entities.md Appendix C). */
export const TOKEN: readonly PackRule[] = [
  packRule('x-csrf-token', '(?i)x-csrf-token:\\s*([^\\r\\n]+)', named('csrf|xsrf'), { from: 'HEADERS' }),
  packRule('csrfToken', CSRF, CSRF_REACH),
  packRule('csrfToken1', CSRF, CSRF_REACH, { nth: 2 }),
  packRule('token', TOKEN_VALUE, TOKEN_REACH),
  packRule('token1', TOKEN_VALUE, TOKEN_REACH, { nth: 2 }),
  packRule('token2', TOKEN_VALUE, TOKEN_REACH, { nth: 3 }),
  packRule('authtoken', '(?i)auth_?token["\']?\\s*[:=]\\s*["\']([^"\']+)["\']', TOKEN_REACH),
  // A key is often a small number: only where a key is expected.
  packRule('pk', '["\']pk["\']\\s*:\\s*["\']?([A-Za-z0-9_-]+)', [['POST_PARAM', '(?i)^pk$|[_-]?id$'], ['QUERY_PARAM', '(?i)^pk$|[_-]?id$']]),
  packRule('ReturnURL', '(?i)ReturnUrl=([^&"\'\\s]+)', [['POST_PARAM', '(?i)return_?url'], ['QUERY_PARAM', '(?i)return_?url']]),
];

const hiddenField = (id: string): string => `id="${id}"\\s+value="([^"]*)"`;
const field = (name: string): readonly Reach[] => [['POST_PARAM', `^${name}$`]];

/** Hidden fields of ASP.NET pages (names documented). The variables go without the underscores: `${__…}` would be a function of JMeter. */
export const DOT_NET: readonly PackRule[] = [
  packRule('__VIEWSTATE', hiddenField('__VIEWSTATE'), field('__VIEWSTATE')),
  packRule('__VIEWSTATEGENERATOR', hiddenField('__VIEWSTATEGENERATOR'), field('__VIEWSTATEGENERATOR')),
  packRule('__EVENTVALIDATION', hiddenField('__EVENTVALIDATION'), field('__EVENTVALIDATION')),
  packRule('__PREVIOUSPAGE', hiddenField('__PREVIOUSPAGE'), field('__PREVIOUSPAGE')),
  packRule('__REQUESTID', 'name="__REQUESTID"[^>]*value="([^"]*)"', parameter('__REQUESTID')),
  packRule('__RequestVerificationToken', 'name="__RequestVerificationToken"[^>]*value="([^"]+)"', [...field('__RequestVerificationToken'), header('RequestVerificationToken|xsrf|csrf'), ['BODY']]),
  packRule('__VIEWSTATE1', hiddenField('__VIEWSTATE'), field('__VIEWSTATE'), { nth: 2 }),
  packRule('__EVENTVALIDATION1', hiddenField('__EVENTVALIDATION'), field('__EVENTVALIDATION'), { nth: 2 }),
];

/** Sessions that Java servers write into addresses where cookies are off. */
export const JAVA: readonly PackRule[] = [
  packRule('sessionId', '(?i);jsessionid=([A-Za-z0-9._!-]+)', [['PATH'], ['POST_PARAM', '(?i)session'], ['QUERY_PARAM', '(?i)session']]),
];
