import { CONFIRMATION } from './confirmation-argument.js';

/** The confirmation a call came with, by the SDK's object of that call. It is taken out of the arguments before a tool reads them. */
const given = new WeakMap<object, unknown>();
interface CallRequest { readonly params?: { readonly arguments?: Readonly<Record<string, unknown>> } }

/** The request without the confirmation among its arguments, which is remembered for this call. */
export function withoutConfirmation<R extends CallRequest>(request: R, call: unknown): R {
  const args = request.params?.arguments;
  if (args === undefined || !Object.hasOwn(args, CONFIRMATION) || typeof call !== 'object' || call === null) return request;
  const { [CONFIRMATION]: token, ...rest } = args;
  given.set(call, token);
  return { ...request, params: { ...request.params, arguments: rest } };
}

/** What stood in the argument; undefined where it was not there. */
export const givenConfirmation = (call: object): unknown => given.get(call);
