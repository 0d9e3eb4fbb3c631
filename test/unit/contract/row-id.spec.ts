import { describe, expect, it } from 'vitest';
import { RESOURCES, rowIdOf } from '../../../src/contract/row-id.js';

describe('the id of a row', () => {
  it('is that of an action, of its embedded resources, or of a step of it', () => {
    expect(rowIdOf('a1')).toEqual({ actionId: 'a1', isResources: false });
    expect(rowIdOf(`a1${RESOURCES}`)).toEqual({ actionId: 'a1', isResources: true });
    expect(rowIdOf('a1{"label":"click, then \\"go\\"","type":"ACTION"}')).toEqual({ actionId: 'a1', isResources: false, step: { label: '"click, then \\"go\\""', type: 'ACTION' } });
  });

  it('of a step without a type is still that of a step, and braces alone make none', () => {
    expect(rowIdOf('a1{"label":"x"}')).toEqual({ actionId: 'a1', isResources: false, step: { label: '"x"', type: '' } });
    expect(rowIdOf('a{1}')).toEqual({ actionId: 'a{1}', isResources: false });
  });
});
