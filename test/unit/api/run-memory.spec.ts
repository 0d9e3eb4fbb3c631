import { describe, expect, it } from 'vitest';
import { RunMemory } from '../../../src/local/api/analysis/run-memory.js';

const sizeOf = (text: string): number => text.length;

describe('what was worked out of runs', () => {
  function counted(memory: RunMemory): { made: string[]; ask: (key: string, value?: string) => Promise<string> } {
    const made: string[] = [];
    return { made, ask: (key, value = key) => memory.remembered(key, async () => { made.push(key); return Promise.resolve(value); }, sizeOf) };
  }

  it('is made once, also when many ask at a time', async () => {
    const { made, ask } = counted(new RunMemory());
    expect(await Promise.all([ask('a'), ask('a'), ask('b')])).toEqual(['a', 'a', 'b']);
    expect([await ask('a'), made]).toEqual(['a', ['a', 'b']]);
  });

  it('goes, the longest unused first, where there is too much', async () => {
    const { made, ask } = counted(new RunMemory(6));
    for (const key of ['aa', 'bb', 'cc', 'aa', 'dd', 'aa', 'cc', 'bb']) await ask(key);
    expect(made).toEqual(['aa', 'bb', 'cc', 'dd', 'bb']);
    await ask('e', 'larger than all');
    await ask('e', 'larger than all');
    await ask('bb');
    expect(made.slice(5)).toEqual(['e', 'e']);
  });

  it('is asked for again after a failure', async () => {
    const memory = new RunMemory();
    await expect(memory.remembered('a', () => Promise.reject(new Error('gone')), sizeOf)).rejects.toThrow('gone');
    expect(await memory.remembered('a', () => Promise.resolve('there'), sizeOf)).toBe('there');
  });
});
