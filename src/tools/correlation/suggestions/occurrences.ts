import type { HttpResponseEntity } from '../../../contract/http-exchange.js';

/** Part of a response that a rule can search (`extractFrom`), as text. */
export interface ResponseText { readonly from: 'BODY' | 'HEADERS'; readonly text: string }

/** One place of a response where a value stands, in the spelling used there. */
export interface Occurrence { readonly step: number; readonly source: ResponseText; readonly at: number; readonly form: string }

const BODY_MAX = 400_000;
const HEADERS_MAX = 64_000;
/** Most places noted per value, and per value and text. */
const PER_VALUE = 8;
const PER_TEXT = 3;

/**
 * What an extractor reads of a response: the headers as the status line and `Name: value` lines (JMeter), a text body from its
 * start on. Redirects and headers come first where the body only repeats them.
 */
export function textsOf({ code, message, headers, body, bodyEncoding }: HttpResponseEntity): ResponseText[] {
  const lines = headers.map(({ name, value }) => `${name}: ${value.replace(/[\r\n]+/g, ' ')}`).join('\n');
  return [
    ...(bodyEncoding === 'text' && body !== '' ? [{ from: 'BODY' as const, text: body.slice(0, BODY_MAX) }] : []),
    { from: 'HEADERS', text: `HTTP/1.1 ${code} ${message}\n${lines}`.slice(0, HEADERS_MAX) },
  ];
}

/** Spellings of a value in a page: as it is, and with HTML escapes as the common template engines write them. */
function formsOf(value: string): string[] {
  const ampersand = value.replaceAll('&', '&amp;');
  const named = (escapes: Readonly<Record<string, string>>): string => ampersand.replace(/[+=/]/g, (char) => escapes[char] ?? char);
  return [...new Set([value, ampersand, named({ '+': '&#43;' }), named({ '+': '&#43;', '=': '&#61;' }), named({ '+': '&#x2B;' }), named({ '+': '&#x2B;', '=': '&#x3D;', '/': '&#x2F;' })])];
}

interface Anchored { readonly value: string; readonly form: string; readonly offset: number }

/** Finds many values in many texts at once: each value hangs on its longest run of letters and digits. */
export class OccurrenceFinder {
  private readonly anchored = new Map<string, Anchored[]>();
  private readonly found = new Map<string, Occurrence[]>();

  constructor(values: Iterable<string>) {
    for (const value of values) for (const form of formsOf(value)) this.hang(value, form);
  }

  /** Notes every value that stands in a text on its own, not inside a longer word. */
  read(step: number, source: ResponseText): void {
    for (const run of source.text.matchAll(/[A-Za-z0-9]+/g)) {
      for (const skipped of escapedStart(source.text, run.index, run[0])) {
        for (const anchored of this.anchored.get(run[0].slice(skipped)) ?? []) this.note(step, source, run.index + skipped, anchored);
      }
    }
  }

  /** Where a value stands, in the order the texts were read. */
  of(value: string): readonly Occurrence[] { return this.found.get(value) ?? []; }

  private hang(value: string, form: string): void {
    let longest = { run: '', offset: 0 };
    for (const run of form.matchAll(/[A-Za-z0-9]+/g)) if (run[0].length > longest.run.length) longest = { run: run[0], offset: run.index };
    if (longest.run.length < 3) return;
    const present = this.anchored.get(longest.run);
    const anchored = { value, form, offset: longest.offset };
    if (present === undefined) this.anchored.set(longest.run, [anchored]);
    else present.push(anchored);
  }

  private note(step: number, source: ResponseText, anchorAt: number, { value, form, offset }: Anchored): void {
    const at = anchorAt - offset;
    if (at < 0 || !source.text.startsWith(form, at) || !standsAlone(source.text, at, at + form.length)) return;
    const known = this.found.get(value) ?? [];
    if (known.length >= PER_VALUE || known.filter((other) => other.source === source).length >= PER_TEXT || known.some((other) => other.source === source && other.at === at)) return;
    known.push({ step, source, at, form });
    this.found.set(value, known);
  }
}

/** How many characters of a run may belong to an escape before it: `%3Dabc`, `\u0026abc`, `\nabc`. */
function escapedStart(text: string, at: number, run: string): readonly number[] {
  const before = text.charAt(at - 1);
  if (before === '%' && /^[0-9A-Fa-f]{2}./.test(run)) return [0, 2];
  if (before === '\\') return /^u[0-9A-Fa-f]{4}./.test(run) ? [0, 5] : [0, 1];
  return [0];
}

function standsAlone(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 6), from);
  const after = text.slice(to, to + 2);
  const escaped = /%[0-9A-Fa-f]{2}$|\\u[0-9A-Fa-f]{4}$|\\[nrt]$/.test(before);
  return (escaped || !/[A-Za-z0-9_]$|[A-Za-z0-9]-$/.test(before)) && !/^[A-Za-z0-9_]|^-[A-Za-z0-9]/.test(after);
}
