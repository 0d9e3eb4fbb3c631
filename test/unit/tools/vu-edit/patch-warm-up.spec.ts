import { expect, it } from 'vitest';
import { walkActions, type ActionNode } from '../../../../src/contract/actions.js';
import { madeUpPatch } from '../../../../src/tools/vu-edit/patch-warm-up.js';

it('the patch that warms up is one that the model takes', () => {
  const { entity, warnings } = madeUpPatch();
  const paths = [...walkActions(entity['children'] as ActionNode[])].flatMap(({ node }) => (node['@type'] === 'HttpRequestAction' ? [node['path']] : []));
  expect(warnings).toEqual([]);
  expect(paths).toHaveLength(200);
  expect(paths.slice(0, 2)).toEqual(['/changed', '/page-0-1']);
  expect(paths).toContain('/new');
});
