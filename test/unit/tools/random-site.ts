import type { ActionNode } from '../../../src/contract/actions.js';
import { type Call, form, parameter, raw } from '../design/shop-recording.js';

/** Numbers that depend on the seed alone (mulberry32). */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Draw = (below: number) => number;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const text = (draw: Draw, alphabet: string, length: number): string => Array.from({ length }, () => alphabet[draw(alphabet.length)] ?? '').join('');
/** Every style holds a digit and a capital beside each other, as tokens of twenty characters do. */
const STYLES: readonly ((draw: Draw) => string)[] = [
  (draw) => `Q7z${text(draw, `${LETTERS}-_`, 18)}X`,
  (draw) => `a7${text(draw, '0123456789abcdef', 30)}`,
  (draw) => [8, 4, 4, 4, 12].map((length) => text(draw, '0123456789abcdef', length)).join('-'),
  (draw) => `9${text(draw, '0123456789', 9)}`,
  (draw) => `Q7z${text(draw, `${LETTERS}+/`, 20)}x==`,
];
const escapedHtml = (value: string): string => value.replaceAll('&', '&amp;');

/** Where a response holds a token, under a name. */
const PLACES: readonly ((name: string, value: string) => { body?: string; header?: { name: string; value: string } })[] = [
  (name, value) => ({ body: `"${name}":"${value}",` }),
  (name, value) => ({ body: `"${name}" : { "kind": "x", "id" : "${value}" },` }),
  (name, value) => ({ body: `<input type="hidden" name="${name}" value="${escapedHtml(value)}">` }),
  (name, value) => ({ body: `<input value="${escapedHtml(value)}" type="hidden" name="${name}">` }),
  (name, value) => ({ body: `<meta name="${name}" content="${value}">` }),
  (name, value) => ({ body: `<script>var ${name} = '${value}';</script>` }),
  (name, value) => ({ body: `<a href="/next?x=1&amp;${name}=${encodeURIComponent(value)}&amp;y=2">on</a>` }),
  (name, value) => ({ body: `<a href="/${name}/${encodeURIComponent(value)}/edit">edit</a>` }),
  (name, value) => ({ body: `<b id="${name}">${value}</b>` }),
  (name, value) => ({ body: `<${name}>${value}</${name}>` }),
  (name, value) => ({ header: { name: 'location', value: `/in?${name}=${encodeURIComponent(value)}` } }),
  (name, value) => ({ header: { name: `x-${name}`, value } }),
];
const PLACES_OF_ENCODED = new Set([6, 7, 10]);
const NOISE = ['<p>Welcome back</p>', '"items":[{"id":"mug-moss"},{"id":"lamp-clay"}],', '<input name="q" value="">', '<a href="/next?x=1">next</a>', '<script>var x = 1;</script>'];

interface Plan { readonly name: string; readonly key: number; readonly style: number; readonly place: number; readonly born: number; readonly reborn: number; readonly sends: readonly { step: number; way: number }[] }

/**
 * A site of a few requests that hands out tokens and wants them back; some are replaced by new ones on the way. With `oneName` all
 * of them stand under the same name.
 */
export function randomSite(seed: number, oneName: boolean): (session: number) => Call[] {
  const draw = numbersFrom(seed);
  const steps = 4 + draw(5);
  const plans = Array.from({ length: 1 + draw(4) }, (_, index): Plan => {
    const born = draw(steps - 1);
    const later = Array.from({ length: steps - born - 1 }, (_, at) => born + 1 + at);
    const place = draw(PLACES.length);
    // Encoded in an address, a token with + / = would have to be decoded to be sent in a body: extractors cannot.
    return { name: oneName ? 'token' : `tok${'abcdef'[index] ?? ''}`, key: index, style: draw(PLACES_OF_ENCODED.has(place) ? STYLES.length - 1 : STYLES.length), place, born, reborn: born + 1 + draw(steps), sends: later.filter(() => draw(3) > 0).map((step) => ({ step, way: draw(5) })) };
  });
  const noise = Array.from({ length: steps }, () => [NOISE[draw(NOISE.length)] ?? '', NOISE[draw(NOISE.length)] ?? '']);
  return (session) => Array.from({ length: steps }, (_, step) => callOf(step, plans, noise[step] ?? [], session));
}

const valueOf = ({ key, style, reborn }: Plan, step: number, session: number): string => STYLES[style]?.(numbersFrom(session * 1_000_003 + key * 101 + (step >= reborn ? 7 : 0))) ?? '';

function callOf(step: number, plans: readonly Plan[], noise: readonly string[], session: number): Call {
  const given = plans.filter(({ born, reborn }) => step === born || step === reborn).map((plan) => PLACES[plan.place]?.(plan.name, valueOf(plan, step, session)) ?? {});
  const sent = plans.flatMap((plan) => plan.sends.filter((send) => send.step === step).map(({ way }) => ({ way, name: plan.name, value: valueOf(plan, step - 1, session) })));
  const of = (way: number) => sent.filter((one) => one.way === way);
  return {
    id: `r${step}`,
    path: ['/step', ...of(0).map(({ value }) => encodeURIComponent(value))].join('/'),
    query: of(1).map(({ name, value }) => parameter(name, encodeURIComponent(value), false)),
    headers: of(2).map(({ name, value }) => ({ name: `X-${name}`, value: `Bearer ${value}` })),
    postData: of(3).length > 0 ? form(...of(3).map(({ name, value }) => parameter(name, value))) : of(4).length > 0 ? raw(JSON.stringify(Object.fromEntries(of(4).map(({ name, value }) => [name, value])))) : null,
    answer: { headers: given.flatMap(({ header }) => header ?? []), body: [noise[0], ...given.flatMap(({ body }) => body ?? []), noise[1]].join('\n') },
  };
}

/** What a request sends, without the extractors below it. */
export const sentBy = ({ path, queryParameters, headers, postData }: ActionNode): string => JSON.stringify([path, queryParameters, headers, postData]);
