import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/auth/caller.js';
import { RememberedCallers } from '../../../src/auth/remembered-callers.js';

const ANN: Caller = { subject: 'ann', token: 'what ann showed', clientId: 'console', scopes: ['octoperf'], audiences: ['here'], expiresAt: 2_000_000_000 };

describe('callers who were proven', () => {
  it('are known by what they show, which is kept nowhere', () => {
    const remembered = new RememberedCallers();
    remembered.keep(ANN, Date.now() + 60_000);
    expect([remembered.has(ANN.token), remembered.find(ANN.token)]).toEqual([true, ANN]);
    expect([remembered.has('something else'), remembered.find('something else')]).toEqual([false, undefined]);
    expect(inspect(remembered, { depth: Infinity, showHidden: true })).toContain('ann');
    expect(inspect(remembered, { depth: Infinity, showHidden: true })).not.toContain(ANN.token);
  });

  it('are forgotten when their time is over', () => {
    const remembered = new RememberedCallers();
    remembered.keep(ANN, Date.now() - 1);
    expect(remembered.find(ANN.token)).toBeUndefined();
  });
});
