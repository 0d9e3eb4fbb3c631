import type { ActionNode } from '../../../../../contract/actions.js';
import type { Call } from '../c-program.js';
import { textOf } from '../texts.js';
import { report, type Place, type ScriptContext } from './context.js';

const textsOf = (call: Call, { texts }: ScriptContext): (string | undefined)[] => call.given.map((argument) => textOf(argument, texts));

/** Headers for the next request or for all of them. */
function header(call: Call, context: ScriptContext): ActionNode[] | undefined {
  const [name, value] = textsOf(call, context);
  if (name === undefined || value === undefined) return undefined;
  if (call.name === 'web_add_header') context.state.setOnce({ name, value });
  else context.state.setLasting({ name, value });
  return [];
}

function dropHeader(call: Call, context: ScriptContext): ActionNode[] | undefined {
  if (call.name === 'web_cleanup_auto_headers') { context.state.dropLasting(); return []; }
  const [name] = textsOf(call, context);
  if (name === undefined) return undefined;
  context.state.dropLasting(name);
  return [];
}

/** A cookie of the recording comes again from the server, so it is not replayed; one with a parameter in it was put there by a person. */
function cookie(call: Call, place: Place, context: ScriptContext): ActionNode[] | undefined {
  const [text] = textsOf(call, context);
  if (text === undefined) return undefined;
  const pair = text.split(';')[0]?.trim() ?? '';
  if (pair.includes('${')) context.state.addCookie(pair);
  else report(context, place, 'RECORDED_COOKIE', { function: pair.split('=')[0] ?? pair });
  return [];
}

/** What every TLS client does anyway is no setting. */
const USUAL = new Set(['SSL_VERSION AUTO', 'TLS_SNI 1', 'TLS_SNI TRUE', 'TLS_SNI YES']);
function transport(call: Call, place: Place, context: ScriptContext): ActionNode[] | undefined {
  const [option, value] = textsOf(call, context);
  if (option === undefined || value === undefined) return undefined;
  if (!USUAL.has(`${option} ${value}`.toUpperCase())) report(context, place, 'TRANSPORT_OPTION', { facts: { '@type': 'LoadRunnerTransportFacts', option, value } });
  return [];
}

/** A proxy is an option of a profile, not of a request. */
function proxy(call: Call, place: Place, context: ScriptContext): ActionNode[] | undefined {
  const [value] = textsOf(call, context);
  if (value === undefined) return undefined;
  report(context, place, 'TRANSPORT_OPTION', { facts: { '@type': 'LoadRunnerTransportFacts', option: 'proxy', value } });
  return [];
}

/**
 * Credentials for a host: they become those of its server. A password never travels; a reference to a parameter does.
 */
function user(call: Call, place: Place, context: ScriptContext): ActionNode[] | undefined {
  const [account, password, target] = textsOf(call, context);
  if (account === undefined || target === undefined) return undefined;
  const [, domain = '', name = account] = /^([^\\]+)\\+(.*)$/s.exec(account) ?? [];
  const reference = /^\$\{[^{}]+\}$/.test(password ?? '') ? (password ?? '') : '';
  context.authorizations.add(target, { type: domain === '' ? 'BASIC' : 'NTLM', basePath: '/', username: name, password: reference, domain }, (server) => {
    if (server === '' || reference === '') report(context, place, 'SERVER_AUTHORIZATION', { facts: { '@type': 'LoadRunnerAuthorizationFacts', username: name, domain, target, server } });
  });
  return [];
}

const SETTINGS: ReadonlyMap<string, (call: Call, place: Place, context: ScriptContext) => ActionNode[] | undefined> = new Map([
  ['web_add_header', (call, _place, context) => header(call, context)], ['web_add_auto_header', (call, _place, context) => header(call, context)],
  ['web_revert_auto_header', (call, _place, context) => dropHeader(call, context)], ['web_remove_auto_header', (call, _place, context) => dropHeader(call, context)],
  ['web_cleanup_auto_headers', (call, _place, context) => dropHeader(call, context)],
  ['web_add_cookie', cookie], ['web_add_cookie_ex', cookie], ['web_set_sockets_option', transport], ['web_set_user', user], ['web_set_proxy', proxy], ['web_set_secure_proxy', proxy],
] as const);

export const isSetting = (name: string): boolean => SETTINGS.has(name);

/** Functions that set what later requests are sent with. @returns undefined where their arguments take running C to know */
export const settingStep = (call: Call, place: Place, context: ScriptContext): ActionNode[] | undefined => SETTINGS.get(call.name)?.(call, place, context);
