/** A request that reaches no backend, such as a list from memory, in parts of one that does. */
const CHEAP = 0.1;
const CALL = 'tools/call';

interface Message { readonly id?: unknown; readonly method?: unknown }
const messagesOf = (body: unknown): readonly unknown[] => (Array.isArray(body) ? body : [body]);
const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null;

/** What a request of the endpoint counts: one for every call of a tool, a tenth for any other message. */
export function costOf(body: unknown): number {
  return messagesOf(body).reduce<number>((sum, message) => sum + (isMessage(message) && message.method === CALL ? 1 : CHEAP), 0);
}

/** How many messages a body holds. */
export const countOf = (body: unknown): number => messagesOf(body).length;

/** The id that an answer must name; null where there is none or several. */
export function idOf(body: unknown): string | number | null {
  if (!isMessage(body) || Array.isArray(body)) return null;
  return typeof body.id === 'string' || typeof body.id === 'number' ? body.id : null;
}
