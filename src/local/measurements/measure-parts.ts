import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { LatencyHistogram } from './latency-histogram.js';
import { emptyMeasure, mergeFigures, mergeLabels, type Distribution, type Measure } from './measure.js';
import { packSlab, readSlab, type SlabEntry } from './slab.js';

export type HistogramName = 'elapsedHistogram' | 'latencyHistogram' | 'connectHistogram';
/** A measure is kept in parts, so that a reader reads only those it looks at: counts and distributions, counts by label, and each histogram. */
export type StoredPart = 'figures' | 'labels' | HistogramName;
export const STORED_PARTS: readonly StoredPart[] = ['figures', 'labels', 'elapsedHistogram', 'latencyHistogram', 'connectHistogram'];

/** A measure, or a part of one, of a series. */
export interface MeasureOf { readonly id: number; readonly measure: Measure }

const COUNTS = ['hits', 'errors', 'assertionSuccesses', 'assertionFailures', 'assertionErrors'] as const;
const DISTRIBUTIONS = ['elapsed', 'latency', 'connect', 'network', 'received', 'sent'] as const;
const NO_HEAD = Buffer.alloc(0);

/** One part of many measures in one piece; undefined where none of them has anything there. */
export function packPart(part: StoredPart, measures: readonly MeasureOf[]): Buffer | undefined {
  const labels = new Map<string, number>();
  const entries = measures.flatMap(({ id, measure }): SlabEntry[] => {
    const body = part === 'figures' ? figuresOf(measure) : part === 'labels' ? labelsOf(measure, labels) : measure[part].pack();
    return body.length === 0 ? [] : [{ id, body }];
  });
  return entries.length === 0 ? undefined : packSlab(part === 'labels' ? tableOf(labels) : NO_HEAD, entries);
}

/**
 * Hands out what `packPart` wrote, a series after the other; the other parts of these measures are empty and shared: they are to be added to
 * something, never changed. @param digits of the histograms. @param wanted only these series; all where left out.
 * @param distributions how many of them are read, in their order (see `distributionsOf`); the others are left empty.
 */
export function readPart(part: StoredPart, bytes: Uint8Array, digits: 2 | 3, wanted: ReadonlySet<number> | undefined, take: (id: number, measure: Measure) => void, distributions: number = DISTRIBUTIONS.length): void {
  let table: readonly string[] | undefined;
  readSlab(bytes, wanted, (id, body, head) => {
    if (part === 'figures') take(id, readFigures(body, distributions));
    else if (part === 'labels') take(id, readLabels(body, (table ??= readTable(head))));
    else take(id, { ...NOTHING, [part]: LatencyHistogram.ofPacked(body, digits) });
  });
}

/** Adds one part of another measure. */
export function mergePart(part: StoredPart, into: Measure, other: Measure): void {
  if (part === 'figures') mergeFigures(into, other);
  else if (part === 'labels') mergeLabels(into, other);
  else into[part].add(other[part]);
}

/** A measure with one part of another one in place of its own. */
export function withPart(part: StoredPart, measure: Measure, other: Measure): Measure {
  const { codes, methods, mediaTypes, elapsedHistogram, latencyHistogram, connectHistogram } = measure;
  if (part === 'figures') return { ...other, codes, methods, mediaTypes, elapsedHistogram, latencyHistogram, connectHistogram };
  return part === 'labels' ? { ...measure, codes: other.codes, methods: other.methods, mediaTypes: other.mediaTypes } : { ...measure, [part]: other[part] };
}

const NOTHING: Measure = emptyMeasure(2);

function figuresOf(measure: Measure): Uint8Array {
  const writer = new ByteWriter();
  for (const name of COUNTS) writer.count(measure[name]);
  for (const name of DISTRIBUTIONS) {
    const { count, sum, sumOfSquares, min, max } = measure[name];
    // Nearly always as many as there were hits.
    writer.count(count === measure.hits ? 0 : count + 1);
    if (count > 0) for (const value of [sum, sumOfSquares, min, max]) writer.number(value);
  }
  return writer.bytes();
}

/** How many distributions are read to have these among them. */
export function distributionsOf(parts: ReadonlySet<string>): number {
  return DISTRIBUTIONS.reduce((most, name, index) => (parts.has(name) ? index + 1 : most), 0);
}

function readFigures(body: Uint8Array, distributions: number): Measure {
  const reader = new ByteReader(body);
  const hits = reader.count();
  const [errors, assertionSuccesses, assertionFailures, assertionErrors] = [reader.count(), reader.count(), reader.count(), reader.count()];
  const next = (index: number): Distribution => {
    if (index >= distributions) return NOTHING.elapsed;
    const written = reader.count();
    const count = written === 0 ? hits : written - 1;
    return count === 0 ? NOTHING.elapsed : { count, sum: reader.number(), sumOfSquares: reader.number(), min: reader.number(), max: reader.number() };
  };
  const { codes, methods, mediaTypes, elapsedHistogram, latencyHistogram, connectHistogram } = NOTHING;
  return {
    hits, errors, assertionSuccesses, assertionFailures, assertionErrors,
    elapsed: next(0), latency: next(1), connect: next(2), network: next(3), received: next(4), sent: next(5),
    codes, methods, mediaTypes, elapsedHistogram, latencyHistogram, connectHistogram,
  };
}

/** Counts by label: the label as its place in a table that all series of the piece share. */
function labelsOf({ codes, methods, mediaTypes }: Measure, table: Map<string, number>): Uint8Array {
  const writer = new ByteWriter();
  const place = (label: string): number => {
    const known = table.get(label) ?? table.size;
    table.set(label, known);
    return known;
  };
  const lists = [Object.entries(codes), Object.entries(methods)];
  const types = Object.entries(mediaTypes);
  if (lists.every((list) => list.length === 0) && types.length === 0) return NO_HEAD;
  for (const list of lists) {
    writer.count(list.length);
    for (const [label, count] of list) { writer.count(place(label)); writer.count(count); }
  }
  for (const [label, { count, bytes }] of types) { writer.count(place(label)); writer.count(count); writer.number(bytes); }
  return writer.bytes();
}

function readLabels(body: Uint8Array, table: readonly string[]): Measure {
  const reader = new ByteReader(body);
  const [codes, methods] = [0, 1].map(() => {
    const counts = Object.create(null) as Record<string, number>;
    for (let left = reader.count(); left > 0; left--) counts[table[reader.count()] ?? ''] = reader.count();
    return counts;
  });
  const mediaTypes = Object.create(null) as Measure['mediaTypes'];
  while (!reader.isAtEnd) mediaTypes[table[reader.count()] ?? ''] = { count: reader.count(), bytes: reader.number() };
  return { ...NOTHING, codes: codes ?? NOTHING.codes, methods: methods ?? NOTHING.methods, mediaTypes };
}

function tableOf(labels: ReadonlyMap<string, number>): Uint8Array {
  const writer = new ByteWriter();
  for (const label of labels.keys()) writer.text(label);
  return writer.bytes();
}

function readTable(head: Uint8Array): string[] {
  const reader = new ByteReader(head);
  const table: string[] = [];
  while (!reader.isAtEnd) table.push(reader.text());
  return table;
}
