import { describe, expect, it } from 'vitest';
import { LexicalIndex } from '../../../src/mcp/search/lexical-index.js';
import { stemOf, termOf, wordsOf } from '../../../src/mcp/search/words.js';

const thing = (id: string, description: string, asked = ''): { id: string; name: string; title: string; description: string; details: string; asked: string } => ({ id, name: id, title: id.replaceAll('_', ' '), description, details: '', asked });
const THINGS = [
  thing('run_scenario', 'Starts a load test.', 'launch kick off'), thing('list_scenarios', 'Scenarios of a project.'), thing('delete_variable', 'Deletes a variable.'),
  thing('create_variable', 'Creates a variable for a Virtual User.'), thing('stop_run', 'Stops a run at once.', 'abort'),
];
const all = (): boolean => true;
const ids = (question: string, most = 5, kin: Record<string, string> = {}, allowed: (id: string) => boolean = all): string[] => new LexicalIndex(THINGS, kin).find(question, allowed, most).map(({ id }) => id);

describe('words', () => {
  it('have one stem where they differ in their ending only', () => {
    for (const family of [['variable', 'variables'], ['stop', 'stops', 'stopping', 'stopped'], ['request', 'requests', 'requested'], ['schedule', 'scheduled', 'schedules', 'scheduling'], ['query', 'queries'], ['host', 'hosts', 'hosting']]) {
      expect(new Set(family.map(stemOf)).size, family.join(' ')).toBe(1);
    }
    for (const [a, b] of [['status', 'state'], ['user', 'use'], ['test', 'text'], ['process', 'proceed']] as const) expect(stemOf(a), `${a} ${b}`).not.toBe(stemOf(b));
  });

  it('fall out of names, and those that say nothing are left out', () => {
    expect(wordsOf('get_reportTable values-95')).toEqual(['get', 'report', 'table', 'values', '95']);
    expect(['the', 'of', 'please'].map(termOf)).toEqual([undefined, undefined, undefined]);
  });
});

describe('a question', () => {
  it('finds what is called so first, whatever the form of its words', () => {
    expect(ids('deleting variables')[0]).toBe('delete_variable');
    expect(ids('launch a test')[0]).toBe('run_scenario');
    expect(ids('aborted')[0]).toBe('stop_run');
  });

  it('forgives a misspelling of a word that nothing uses', () => {
    expect(ids('varaible deleet')).toContain('delete_variable');
    expect(ids('scenrio')[0]).toMatch(/scenario/);
  });

  it('is understood through words that mean the same', () => {
    expect(ids('erase it')).toEqual([]);
    expect(ids('erase it', 1, { erase: 'delete' })).toEqual(['delete_variable']);
  });

  it('finds only what is allowed, as many as asked for, the same every time', () => {
    expect(ids('variable', 5, {}, (id) => id === 'create_variable')).toEqual(['create_variable']);
    expect(ids('variable', 1)).toHaveLength(1);
    expect(ids('scenario run variable')).toEqual(ids('scenario run variable'));
  });

  it.each(['', '   ', '???', 'the of and', '"; DROP TABLE tools; --', 'x'.repeat(100_000), '日本語', '\u0000'])('of no words, or hostile ones, finds nothing and does not fail: %j', (question) => {
    expect(ids(question.slice(0, 200_000)).filter((id) => id !== 'stop_run')).toEqual([]);
  });
});
