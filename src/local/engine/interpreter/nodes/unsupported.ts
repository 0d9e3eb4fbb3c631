import type { ActionNode } from '../../../../contract/actions.js';
import type { Compilation, NodeCompiler } from '../compilation.js';
import { ownSample } from '../own-sample.js';

/** The sentence for a node type that this engine does not execute. */
function sentence(node: ActionNode, instead: string): string {
  const type = typeof node['testClass'] === 'string' ? node['testClass'] : node['@type'];
  const kind = /^[\w.$]{1,120}$/.test(type) ? type : 'This action';
  return `${kind} is not executed by the local engine yet${node.name === undefined || node.name === '' ? '' : ` ("${node.name}")`}. ${instead}`;
}

function announced(node: ActionNode, instead: string, tools: Compilation): string {
  const text = sentence(node, instead);
  tools.context.log.warn(text);
  return text;
}

/** A sampler that cannot be executed: always a KO sample that says so, never a silent hole in the run. */
export const unsupportedStep = (instead: string): NodeCompiler => ({
  role: 'step',
  compile(node, scope, tools) {
    const action = tools.action(node, scope, 'Container');
    const failure = announced(node, instead, tools);
    return { run: (user, frame) => { user.report(ownSample(action, { success: false, text: failure }), frame); } };
  },
});
