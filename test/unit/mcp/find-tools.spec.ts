import { describe, expect, it } from 'vitest';
import { LexicalIndex } from '../../../src/mcp/search/lexical-index.js';
import { stemOf, termOf, wordsOf } from '../../../src/mcp/search/words.js';

const thing = (id: string, description: string, asked = ''): { id: string; name: string; title: string; description: string; details: string; asked: string } => ({ id, name: id, title: id.replaceAll('_', ' '), description, details: '', asked });
const THINGS = [
  thing('run_scenario', 'Starts a load test.', 'launch kick off'), thing('list_scenarios', 'Scenarios of a project.'), thing('delete_variable', 'Deletes a variable.'),
  thing('create_variable', 'Creates a variable for a Virtual User.'), thing('stop_run', 'Stops a run at once.', 'abort'),
];
const all = (): boolean => true;
const ids = (question: string, most = 5, rings: readonly string[] = [], allowed: (id: string) => boolean = all): string[] => new LexicalIndex(THINGS, rings).find(question, allowed, most).map(({ id }) => id);

describe('words', () => {
  it('have one stem where they differ in their ending only', () => {
    for (const family of [['variable', 'variables'], ['configure', 'configuration', 'configured'], ['validate', 'validation'], ['stop', 'stops', 'stopping', 'stopped'], ['request', 'requests', 'requested'], ['schedule', 'scheduled', 'schedules', 'scheduling'], ['query', 'queries'], ['host', 'hosts', 'hosting']]) {
      expect(new Set(family.map(stemOf)).size, family.join(' ')).toBe(1);
    }
    for (const [a, b] of [['status', 'state'], ['user', 'use'], ['test', 'text'], ['process', 'proceed']] as const) expect(stemOf(a), `${a} ${b}`).not.toBe(stemOf(b));
  });

  it('fall out of names, and those that say nothing are left out', () => {
    expect(wordsOf('arrêter, löschen')).toEqual(['arreter', 'loschen']);
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
    expect(ids('erase it', 1, ['delete erase wipe'])).toEqual(['delete_variable']);
    expect(ids('wiping', 1, ['delete erase wipe'])).toEqual(['delete_variable']);
    // The word itself counts for more than one that is like it.
    expect(ids('abort', 2, ['abort delete'])).toEqual(['stop_run', 'delete_variable']);
  });

  it('is met better by what has more of its words than by what has one of them often', () => {
    const [first, second] = new LexicalIndex([thing('a', 'Variable, variable, variable of variables.'), thing('b', 'A variable of a project.')]).find('variable of the project', all, 2);
    expect([first?.id, first?.fit, second?.id, second?.fit]).toEqual(['b', 1, 'a', 0.5]);
    expect(new LexicalIndex(THINGS, ['stop end']).find('ending tomorrow', all, 1)[0]?.fit).toBeCloseTo(0.1);
  });

  it('prefers what answers where something is asked, and only there', () => {
    const both = new LexicalIndex([thing('change', 'The limits of a page.'), { ...thing('read', 'The limits of a page.'), answers: true }]);
    expect(['which limits has the page', 'are there limits', 'limits of the page?'].map((asked) => both.find(asked, all, 1)[0]?.id)).toEqual(['read', 'read', 'read']);
    expect(both.find('limits of the page', all, 1)[0]?.id).toBe('change');
  });

  it('finds only what is allowed, as many as asked for, the same every time', () => {
    expect(ids('variable', 5, [], (id) => id === 'create_variable')).toEqual(['create_variable']);
    expect(ids('variable', 1)).toHaveLength(1);
    expect(ids('scenario run variable')).toEqual(ids('scenario run variable'));
  });

  it.each(['', '   ', '???', 'the of and', '"; DROP TABLE tools; --', 'x'.repeat(100_000), '日本語', '\u0000'])('of no words, or hostile ones, finds nothing and does not fail: %j', (question) => {
    expect(ids(question.slice(0, 200_000)).filter((id) => id !== 'stop_run')).toEqual([]);
  });
});
