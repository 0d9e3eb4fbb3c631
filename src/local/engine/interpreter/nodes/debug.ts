import { DebugAction } from '../../../../contract/actions.js';
import type { NodeCompiler } from '../compilation.js';
import { ownSample } from '../own-sample.js';
import type { User } from '../user.js';

/** Shows the variables in its body (entities.md §3.4, DebugAction: `JMeterVariables:` then `key=value` lines). Always succeeds. */
export const debug: NodeCompiler = {
  role: 'step',
  compile(node, scope, tools) {
    const fields = tools.fields(DebugAction, node);
    const action = tools.action({ ...node, name: 'Debug' }, scope, 'Container');
    return {
      run(user, frame) {
        user.report(ownSample(action, { success: true, text: debugText(user, { variables: fields.variablesDisplayed, properties: fields.propertiesDisplayed }) }), frame);
      },
    };
  },
};

/** What a debug sample shows; nothing where nothing is asked for. */
export function debugText(user: User, asked: { variables: boolean; properties: boolean }): string {
  return [asked.variables ? variables(user) : '', asked.properties ? properties(user) : ''].filter((part) => part !== '').join('\n');
}

function variables(user: User): string {
  const lines = [...user.variables].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${user.program.secretNames.has(name) ? '******' : user.program.hide(value)}`);
  return ['JMeterVariables:', ...lines, ''].join('\n');
}

function properties(user: User): string {
  const all = new Map([...Object.entries(user.settings.properties), ...user.run.properties]);
  return ['JMeterProperties:', ...[...all].map(([name, value]) => `${name}=${user.program.hide(value)}`), ''].join('\n');
}
