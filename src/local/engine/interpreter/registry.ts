import type { ActionNode } from '../../../contract/actions.js';
import type { NodeCompiler } from './compilation.js';
import { genericCompiler } from './generic/registry.js';
import { container, forEach, loop, parallel, randomChild, randomOrder, whileContainer } from './nodes/containers.js';
import { flowControl, ifContainer, onceOnly } from './nodes/conditions.js';
import { debug } from './nodes/debug.js';
import { playwrightSpec, webDriverScript } from './nodes/browser-action.js';
import { delay } from './nodes/delay.js';
import { httpRequest } from './nodes/http-request.js';
import { link } from './nodes/link.js';
import { pollQueue, putQueue, rendezVous, setRuntimeProperty } from './nodes/meeting.js';
import { scriptAction, scriptPost, scriptPre } from './nodes/script.js';
import { unsupportedStep } from './nodes/unsupported.js';
import { jsonAssertion } from './processors/json-assertion.js';
import { responseAssertion } from './processors/response-assertion.js';
import { boundaryExtractor, cssExtractor, jmesPathExtractor, jsonExtractor, regexpExtractor, xpath1Extractor, xpath2Extractor } from './processors/extractors.js';
import { thinkTime } from './processors/think-time.js';

/** What every node type becomes. A new type is one file and one line here. */
const COMPILERS: ReadonlyMap<string, NodeCompiler> = new Map<string, NodeCompiler>([
  ['HttpRequestAction', httpRequest],
  ['ContainerAction', container],
  ['LoopContainerAction', loop],
  ['WhileContainerAction', whileContainer],
  ['ForEachContainerAction', forEach],
  ['RandomContainerAction', randomChild],
  ['RandomOrderContainerAction', randomOrder],
  ['ParallelContainerAction', parallel],
  ['IfContainerAction', ifContainer],
  ['OnceOnlyContainerAction', onceOnly],
  ['FlowControlContainerAction', flowControl],
  ['LinkAction', link],
  ['DelayAction', delay],
  ['DebugAction', debug],
  ['ThinktimeConstant', thinkTime],
  ['ThinktimeUniform', thinkTime],
  ['ThinktimeGaussian', thinkTime],
  ['ThinktimeText', thinkTime],
  ['RegexpVariableExtractor', regexpExtractor],
  ['JsonVariableExtractor', jsonExtractor],
  ['CssVariableExtractor', cssExtractor],
  ['BoundaryVariableExtractor', boundaryExtractor],
  ['JMESPathVariableExtractor', jmesPathExtractor],
  ['XPath1VariableExtractor', xpath1Extractor],
  ['XPath2VariableExtractor', xpath2Extractor],
  ['ResponseAssertion', responseAssertion],
  ['JsonAssertion', jsonAssertion],
  ['SLAProfileAction', { role: 'marker' }],
  ['JSR223PreProcessor', scriptPre],
  ['JSR223PostProcessor', scriptPost],
  ['JSR223Action', scriptAction],
  ['WebDriverAction', webDriverScript],
  ['PlaywrightSpecAction', playwrightSpec],
  ['RendezVousAction', rendezVous],
  ['PutQueueAction', putQueue],
  ['PollQueueAction', pollQueue],
  ['SetRuntimePropertyAction', setRuntimeProperty],
]);

/** For node types of a newer OctoPerf. */
const UNKNOWN = unsupportedStep('Disable it or replace it by an action this engine knows.');

/** Who compiles a node; raw JMeter elements are told apart by their class. */
export function compilerOf(node: ActionNode): NodeCompiler {
  return node['@type'] === 'GenericAction' ? genericCompiler(node) : (COMPILERS.get(node['@type']) ?? UNKNOWN);
}
