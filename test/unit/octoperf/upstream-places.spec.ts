import { describe, expect, it } from 'vitest';
import { NoPlaceError, UpstreamPlaces } from '../../../src/octoperf/upstream-places.js';

const LONG_MS = 60_000;
const made = (settings = {}): UpstreamPlaces => new UpstreamPlaces({ maxConcurrent: 4, maxConcurrentPerCaller: 3, maxWaiting: 20, maxWaitMs: LONG_MS, ...settings });
const settle = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** Enters and writes down when it got in. */
const enter = (places: UpstreamPlaces, caller: string, order: string[], name = caller): void => { void (places.enter(caller) ?? Promise.resolve()).then(() => { order.push(name); }); };

describe('places', () => {
  it('are free at once until they are taken: in all, and of one caller', () => {
    const places = made();
    expect([1, 2, 3].map(() => places.enter('a'))).toEqual([undefined, undefined, undefined]);
    expect(places.enter('a')).toBeInstanceOf(Promise);
    expect(places.enter('b')).toBeUndefined();
    expect(places.enter('c')).toBeInstanceOf(Promise);
    expect([places.inFlight, places.waiting]).toEqual([4, 2]);
  });

  it('a caller that has filled its share keeps nobody else from a free place', () => {
    const places = made();
    for (let index = 0; index < 6; index++) void places.enter('a');
    expect(places.enter('b')).toBeUndefined();
  });

  it('callers take turns, each in its own order', async () => {
    const places = made({ maxConcurrent: 1, maxConcurrentPerCaller: 1 });
    const order: string[] = [];
    enter(places, 'x', []);
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) enter(places, name.charAt(0), order, name);
    for (const caller of ['x', 'a', 'b', 'c', 'a', 'b']) { places.leave(caller); await settle(); }
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
    places.leave('a');
    expect([places.inFlight, places.waiting]).toEqual([0, 0]);
  });

  it('whoever waits too long is told so, and its turn is gone', async () => {
    const places = made({ maxConcurrent: 1, maxWaitMs: 20 });
    void places.enter('a');
    await expect(places.enter('b')).rejects.toThrow(NoPlaceError);
    places.leave('a');
    expect([places.inFlight, places.waiting]).toEqual([0, 0]);
  });

  it('whoever gives up while waiting frees its turn at once', async () => {
    const places = made({ maxConcurrent: 1 });
    void places.enter('a');
    const given = new AbortController();
    const waiting = places.enter('b', given.signal);
    given.abort();
    await expect(waiting).rejects.toThrow(NoPlaceError);
    expect(places.waiting).toBe(0);
    await expect(places.enter('c', AbortSignal.abort())).rejects.toThrow(NoPlaceError);
  });

  it('the line has an end, half of it for one caller', async () => {
    const places = made({ maxConcurrent: 1, maxWaiting: 4 });
    void places.enter('a');
    for (let index = 0; index < 2; index++) void places.enter('a');
    await expect(places.enter('a')).rejects.toThrow(NoPlaceError);
    for (let index = 0; index < 2; index++) void places.enter('b');
    await expect(places.enter('c')).rejects.toThrow(NoPlaceError);
    expect(places.waiting).toBe(4);
  });

  it('are all given back after any mixture of calls', async () => {
    const places = made({ maxConcurrent: 3, maxConcurrentPerCaller: 2, maxWaiting: 1_000, maxWaitMs: 5_000 });
    let most = 0;
    const work = async (caller: string): Promise<void> => {
      await places.enter(caller);
      most = Math.max(most, places.inFlight);
      await settle();
      places.leave(caller);
    };
    await Promise.all(Array.from({ length: 200 }, (_, index) => work('abcd'.charAt(index % 4))));
    expect([most, places.inFlight, places.waiting]).toEqual([3, 0, 0]);
  });
});
