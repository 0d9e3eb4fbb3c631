import type { ActionNode } from '../../../../contract/actions.js';
import { type ExecutedJmeterClass, isExecutedJmeterClass } from '../../../../contract/executed-jmeter-classes.js';
import type { NodeCompiler } from '../compilation.js';
import { unsupportedStep } from '../nodes/unsupported.js';
import { durationAssertion, md5Assertion, sizeAssertion, xmlAssertion, xpathAssertion } from './assertions.js';
import { counter, randomVariable } from './configs.js';
import { criticalSection, interleave, parameterized, runtime, switchBetween, throughput, unknownController } from './controllers.js';
import { regExUserParameters, urlRewriting, userParameters } from './pre-processors.js';
import { debugSampler, dummySampler, flowControlAction, javaSampler, resultAction } from './samplers.js';
import { constantThroughput, constantTimer, gaussianTimer, poissonTimer, preciseThroughput, synchronizing, uniformTimer } from './timers.js';

/** Who executes a JMeter element without a node type of its own, by class without its package. */
const BY_CLASS: Readonly<Record<ExecutedJmeterClass, NodeCompiler>> = {
  CriticalSectionController: criticalSection, RunTime: runtime, InterleaveControl: interleave, SwitchController: switchBetween, ThroughputController: throughput,
  ConstantTimer: constantTimer, UniformRandomTimer: uniformTimer, GaussianRandomTimer: gaussianTimer, PoissonRandomTimer: poissonTimer,
  ConstantThroughputTimer: constantThroughput, PreciseThroughputTimer: preciseThroughput, SyncTimer: synchronizing,
  UserParameters: userParameters, RegExUserParameters: regExUserParameters, URLRewritingModifier: urlRewriting,
  SizeAssertion: sizeAssertion, DurationAssertion: durationAssertion, MD5HexAssertion: md5Assertion, XMLAssertion: xmlAssertion, XPathAssertion: xpathAssertion, XPath2Assertion: xpathAssertion,
  CounterConfig: counter, ParameterizedController: parameterized, RandomVariableConfig: randomVariable,
  TestAction: flowControlAction, DebugSampler: debugSampler, DummySampler: dummySampler, JavaSampler: javaSampler, ResultAction: resultAction,
};

/** Classes whose name does not end as those of their kind do. */
const SAMPLERS = /Sampler\d*(?:Proxy)?$|^(?:Publisher|Subscriber|AjpSampler|HTTPSampler2)$|Request$/;
const CONTROLLERS = /Controll?(?:er)?$/;

const unknownSampler = unsupportedStep('Use HTTP requests, extractors and assertions instead.');
const bare = (testClass: string): string => testClass.slice(testClass.lastIndexOf('.') + 1);

/** Listeners, configuration and other elements that are kept but have no effect on a run: said once each. */
const ignored: NodeCompiler = {
  role: 'marker',
  announce(node, tools) { tools.context.log.warn(`The JMeter element ${String(node['testClass']).slice(0, 120)}${node.name === undefined || node.name === '' ? '' : ` ("${node.name}")`} is kept but not executed by the local engine.`); },
};

/**
 * Who executes a raw JMeter element. Of the unknown ones a sampler gives KO samples that say so, so that no request is missing without
 * a word; a controller runs its children; everything else has no effect.
 */
export function genericCompiler(node: ActionNode): NodeCompiler {
  const testClass = bare(typeof node['testClass'] === 'string' ? node['testClass'] : '');
  if (isExecutedJmeterClass(testClass)) return BY_CLASS[testClass];
  const kind = kindOf(node, testClass);
  return kind === 'sampler' ? unknownSampler : kind === 'controller' ? unknownController : ignored;
}

/** The kind an import has noted beside the element, else what its name tells. */
function kindOf(node: ActionNode, testClass: string): string {
  const { jmx } = node;
  if (typeof jmx === 'object' && jmx !== null && 'kind' in jmx && typeof jmx.kind === 'string') return jmx.kind;
  return SAMPLERS.test(testClass) ? 'sampler' : CONTROLLERS.test(testClass) ? 'controller' : 'other';
}
