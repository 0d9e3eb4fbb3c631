import { classOf, guiClassOf, propertyOf } from './plan-element.js';
import { propertyName, type XmlElement } from './xml-element.js';

/** What an element is for; decides whether it is a node of the tree and how it is read. */
export const ELEMENT_KINDS = ['plan', 'group', 'fragment', 'controller', 'sampler', 'timer', 'config', 'pre', 'post', 'assertion', 'listener', 'nonTest'] as const;
export type ElementKind = (typeof ELEMENT_KINDS)[number];

/** Classes of Apache JMeter 2.x to 5.6 and well-known plugins whose name alone does not tell. */
const KNOWN: Readonly<Record<ElementKind, readonly string[]>> = {
  plan: ['TestPlan'],
  group: ['SetupThreadGroup', 'PostThreadGroup'],
  fragment: ['TestFragmentController'],
  controller: ['InterleaveControl', 'RunTime', 'ParallelSampler', 'TransactionController', 'RecordingController', 'WeightedSwitchController'],
  sampler: ['TestAction', 'AjpSampler', 'Sampler', 'JMSSampler', 'MailReaderSampler', 'HTTPSamplerProxy', 'HTTPSampler2', 'Publisher', 'Subscriber'],
  timer: ['SyncTimer'],
  config: ['Arguments', 'ConfigTestElement', 'CSVDataSet', 'CounterConfig', 'RandomVariableConfig', 'HeaderManager', 'CookieManager', 'CacheManager', 'AuthManager', 'DNSCacheManager', 'KeystoreConfig', 'LoginConfig', 'JDBCDataSource', 'DataSourceElement', 'BoltConnectionElement', 'MongoSourceElement', 'SimpleConfig', 'VariablesFromCSV'],
  pre: ['URLRewritingModifier', 'AnchorModifier', 'ParamModifier', 'UserParameters', 'RegExUserParameters', 'UserSequence', 'HTMLParameterMask', 'ParamMask', 'SampleTimeout', 'JDBCPreProcessor', 'FifoPopPreProcessor'],
  post: ['ResultAction', 'RegexExtractor', 'FifoPutPostProcessor', 'DebugPostProcessor'],
  assertion: ['Assertion', 'SMIMEAssertionTestElement'],
  listener: ['ResultCollector', 'CorrectedResultCollector', 'MailerResultCollector', 'Summariser', 'ResultSaver', 'BackendListener', 'JSR223Listener', 'BeanShellListener', 'BSFListener', 'MonitorHealthVisualizer', 'ComparisonVisualizer', 'LoadosophiaUploader', 'PerfMonCollector', 'DbMonCollector', 'JMXMonCollector', 'ConsoleStatusLogger', 'FlexibleFileWriter', 'AutoStop'],
  nonTest: ['WorkBench', 'ProxyControl', 'HttpMirrorControl', 'Proxy', 'RemoteThreadsListenerTestElement'],
};
const BY_CLASS: ReadonlyMap<string, ElementKind> = new Map(ELEMENT_KINDS.flatMap((kind) => KNOWN[kind].map((name): [string, ElementKind] => [name, kind])));

/** Endings of class names, in the order they are tried; what matches none is taken for a sampler, which is a node of the tree. */
const BY_ENDING: readonly (readonly [RegExp, ElementKind])[] = [
  [/ThreadGroup$/, 'group'], [/Controll?(?:er)?$/, 'controller'], [/Timer$/, 'timer'], [/Assertion$/, 'assertion'],
  [/PreProcessor$|Modifier$|UserParameters$/, 'pre'], [/PostProcessor$|Extractor$/, 'post'],
  [/(?:Listener|Collector|Visualizer|Reporter|Writer|Logger)$/, 'listener'], [/(?:Config|Configuration|Manager|ConfigElement|DataSet|DataSource|DataSourceElement|Defaults|ConnectionElement)$/, 'config'],
];

/** What kind of element this is, by its class and, for unknown plugins, by its editor. */
export function kindOf(xml: XmlElement): ElementKind {
  const name = classOf(xml);
  const known = BY_CLASS.get(name) ?? BY_ENDING.find(([ending]) => ending.test(name))?.[1];
  if (known !== undefined) return known;
  const gui = guiClassOf(xml).replace(/(?:Gui|Panel|GUI)$/, '');
  return BY_ENDING.find(([ending]) => ending.test(gui))?.[1] ?? 'sampler';
}

/** Whether a `ConfigTestElement` holds HTTP Request Defaults (the class is shared by the defaults of several protocols). */
export function isHttpDefaults(xml: XmlElement): boolean {
  if (classOf(xml) !== 'ConfigTestElement') return false;
  return guiClassOf(xml).endsWith('HttpDefaultsGui') || propertyOf(xml, 'HTTPSampler.domain') !== undefined || xml.children.some((property) => propertyName(property).startsWith('HTTPSampler.'));
}

/** Config elements whose effect is found elsewhere after an import: in requests, variables, servers or the settings of a scenario. */
const TRANSLATED: ReadonlySet<string> = new Set(['Arguments', 'CSVDataSet', 'CounterConfig', 'RandomVariableConfig', 'HeaderManager', 'CookieManager', 'CacheManager', 'AuthManager']);
export const isTranslatedConfig = (xml: XmlElement): boolean => TRANSLATED.has(classOf(xml)) || isHttpDefaults(xml);
