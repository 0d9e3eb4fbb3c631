import { describe, expect, it } from 'vitest';
import { beginSpan, carriedBy, traceHeaders } from '../../../src/scope/trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const GOOD = `00-${TRACE}-${SPAN}-01`;

describe('what a request carries of a trace', () => {
  it('is read as W3C writes it, and written so again', () => {
    const carried = carriedBy({ traceparent: GOOD, tracestate: 'a=1,b=2', baggage: 'team=blue', 'x-other': '1' });
    expect(carried).toEqual({ span: { traceId: TRACE, spanId: SPAN, isSampled: true }, state: 'a=1,b=2', baggage: 'team=blue' });
    expect(traceHeaders(carried ?? {})).toEqual({ traceparent: GOOD, tracestate: 'a=1,b=2', baggage: 'team=blue' });
  });

  it.each([
    ['version ff', `ff-${TRACE}-${SPAN}-01`], ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`], ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['capitals', GOOD.toUpperCase()], ['a fifth field in version 00', `${GOOD}-00`], ['too short', GOOD.slice(1)], ['a number', 7], ['a list', [GOOD]], ['a long text', `cc-${TRACE}-${SPAN}-01-${'x'.repeat(600)}`],
  ])('a traceparent with %s counts as none, and its state with it', (_, traceparent) => {
    expect(carriedBy({ traceparent, tracestate: 'a=1' })).toBeUndefined();
  });

  it('a later version may say more than is known today', () => {
    expect(carriedBy({ traceparent: `cc-${TRACE}-${SPAN}-02-more` })).toEqual({ span: { traceId: TRACE, spanId: SPAN, isSampled: false } });
  });

  it('a baggage stands alone; one that would end a header line, or is endless, is dropped', () => {
    expect(carriedBy({ baggage: 'a=1' })).toEqual({ baggage: 'a=1' });
    expect(carriedBy({ baggage: 'a=1\r\nauthorization: Bearer x' })).toBeUndefined();
    expect(carriedBy({ baggage: 'a'.repeat(8_193) })).toBeUndefined();
    expect(carriedBy({})).toBeUndefined();
    expect(carriedBy(undefined)).toBeUndefined();
  });
});

describe('a span that is begun', () => {
  it('stays in the trace of its parent and follows its decision', () => {
    const parent = { traceId: TRACE, spanId: SPAN, isSampled: false };
    const span = beginSpan(parent, () => true);
    expect(span).toMatchObject({ traceId: TRACE, isSampled: false });
    expect(span.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(span.spanId).not.toBe(SPAN);
  });

  it('begins a trace of its own without one', () => {
    const [first, second] = [beginSpan(undefined, () => true), beginSpan(undefined, (traceId) => traceId === 'x')];
    expect(first.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect([first.isSampled, second.isSampled]).toEqual([true, false]);
    expect(first.traceId).not.toBe(second.traceId);
  });
});
