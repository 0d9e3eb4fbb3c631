import { assert, constantFrom, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDate, parseDate } from '../../../src/local/engine/interpreter/date-format.js';
import { evaluateCondition } from '../../../src/local/engine/interpreter/condition.js';
import { readExpression } from '../../../src/local/engine/interpreter/expression/expression.js';
import { NotEvaluated } from '../../../src/local/engine/interpreter/expression/value.js';
import { Template } from '../../../src/local/engine/interpreter/template.js';
import { expression, pieces, template } from './any-text.js';
import { target } from './targets.js';

/** Fixed, so that a failure is there again; change it to look further. */
const settings = (numRuns: number) => ({ numRuns, seed: 20_240_601 });

describe('fuzzing', () => {
  it('expressions are evaluated to a plain value or refused with a sentence', () => {
    assert(property(expression, constantFrom('groovy', 'jexl', 'javascript'), (text, dialect) => {
      const place = target({ x: 'y', n: '3' });
      try {
        expect(['string', 'number', 'boolean', 'object']).toContain(typeof readExpression(text, dialect as 'groovy')(place));
      } catch (error) {
        // A pattern that cannot be read or takes too long is the other reason.
        expect(error instanceof NotEvaluated || /^The regular expression/.test(String((error as Error).message))).toBe(true);
      }
    }), settings(15_000));
    expect(Object.prototype).not.toHaveProperty('a');
  });
  it('conditions give true, false or a sentence', () => {
    assert(property(expression, (text) => {
      try {
        expect(typeof evaluateCondition(text, target({ x: '1' }))).toBe('boolean');
      } catch (error) {
        expect((error as Error).message).toMatch(/cannot be evaluated by the local engine/);
      }
    }), settings(10_000));
  });
  it('templates are rendered to a text, whatever stands in them and in their variables', () => {
    assert(property(tuple(template, template), ([text, held]) => {
      const heard: string[] = [];
      const rendered = Template.of(text, { notEvaluated: (name) => { heard.push(name); }, readsPrevious: () => undefined }).render(target({ x: held, n: '3' }));
      expect(typeof rendered).toBe('string');
      // What has no function in it and no known name comes out as it went in.
      if (!text.includes('__') && !text.includes('x')) expect(rendered).toBe(text);
    }), settings(15_000));
    expect(({} as Record<string, unknown>)['x_1']).toBeUndefined();
  });
  it('dates never throw', () => {
    assert(property(pieces(['yyyy', 'MM', 'MMM', 'dd', 'EEE', 'HH', 'hh', 'a', 'X', 'Z', "'", "''", 'SSS', 'T', '-', '2024', '01', 'Jan', 'PM', '+02:00']), pieces(['2024', '-', '01', 'Jan', 'PM', 'Z', '99999999999']), integer(), (pattern, text, at) => {
      expect(typeof formatDate(pattern, at * 1e6)).toBe('string');
      expect(['number', 'undefined']).toContain(typeof parseDate(pattern, text));
    }), settings(10_000));
  });
});
