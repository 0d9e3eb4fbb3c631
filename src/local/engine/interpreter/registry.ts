import type { NodeCompiler } from './compilation.js';
import { container, forEach, loop, parallel, randomChild, randomOrder, whileContainer } from './nodes/containers.js';
import { flowControl, ifContainer, onceOnly } from './nodes/conditions.js';
import { debug } from './nodes/debug.js';
import { delay } from './nodes/delay.js';
import { httpRequest } from './nodes/http-request.js';
import { link } from './nodes/link.js';
import { unsupportedExtractor, unsupportedPre, unsupportedPost, unsupportedStep } from './nodes/unsupported.js';
import { jsonAssertion } from './processors/json-assertion.js';
import { responseAssertion } from './processors/response-assertion.js';
import { boundaryExtractor, cssExtractor, jsonExtractor, regexpExtractor } from './processors/extractors.js';
import { thinkTime } from './processors/think-time.js';

/** What every node type becomes. A new type is one file and one line here. */
export const COMPILERS: ReadonlyMap<string, NodeCompiler> = new Map<string, NodeCompiler>([
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
  ['JMESPathVariableExtractor', unsupportedExtractor('Use a JsonVariableExtractor (JSONPath) instead.')],
  ['XPath1VariableExtractor', unsupportedExtractor('Use a CssVariableExtractor for HTML or a RegexpVariableExtractor instead.')],
  ['XPath2VariableExtractor', unsupportedExtractor('Use a CssVariableExtractor for HTML or a RegexpVariableExtractor instead.')],
  ['ResponseAssertion', responseAssertion],
  ['JsonAssertion', jsonAssertion],
  ['SLAProfileAction', { role: 'marker' }],
  ['JSR223PreProcessor', unsupportedPre('Use variables and functions such as ${__UUID()}, ${__time()} or ${__Random(1,9)} instead.')],
  ['JSR223PostProcessor', unsupportedPost('Use an extractor or an assertion instead.')],
  ['JSR223Action', unsupportedStep('Use variables, extractors and functions instead, or run the Virtual User on JMeter.')],
  ['WebDriverAction', unsupportedStep('Use HTTP requests instead.')],
  ['PlaywrightSpecAction', unsupportedStep('Use HTTP requests instead: import the HAR of the browser session.')],
  ['GenericAction', unsupportedStep('Use HTTP requests, extractors and assertions instead.')],
  ['RendezVousAction', unsupportedStep('Disable it, or shape the load with the user profile.')],
  ['PutQueueAction', unsupportedStep('Use a shared CSV variable instead.')],
  ['PollQueueAction', unsupportedStep('Use a shared CSV variable instead.')],
  ['SetRuntimePropertyAction', unsupportedStep('Use a variable, or the properties of the user profile.')],
]);

/** For node types of a newer OctoPerf. */
export const UNKNOWN = unsupportedStep('Disable it or replace it by an action this engine knows.');
