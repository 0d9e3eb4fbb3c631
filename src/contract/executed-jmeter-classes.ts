/**
 * JMeter elements that have no action type of their own, stand in a tree as a `GenericAction`, and are executed by the embedded engine;
 * by class without its package. The engine has a compiler for each, the import says of the others that they are only kept.
 */
export const EXECUTED_JMETER_CLASSES = [
  'CriticalSectionController', 'RunTime', 'InterleaveControl', 'SwitchController', 'ThroughputController',
  'ConstantTimer', 'UniformRandomTimer', 'GaussianRandomTimer', 'PoissonRandomTimer', 'ConstantThroughputTimer', 'PreciseThroughputTimer', 'SyncTimer',
  'UserParameters', 'RegExUserParameters', 'URLRewritingModifier',
  'SizeAssertion', 'DurationAssertion', 'MD5HexAssertion', 'XMLAssertion', 'XPathAssertion', 'XPath2Assertion',
  'CounterConfig', 'ParameterizedController', 'RandomVariableConfig',
  'TestAction', 'DebugSampler', 'DummySampler', 'JavaSampler', 'ResultAction',
] as const;
export type ExecutedJmeterClass = (typeof EXECUTED_JMETER_CLASSES)[number];

const EXECUTED: ReadonlySet<string> = new Set(EXECUTED_JMETER_CLASSES);
/** Whether the embedded engine executes elements of a class, given without its package. */
export const isExecutedJmeterClass = (name: string): name is ExecutedJmeterClass => EXECUTED.has(name);
