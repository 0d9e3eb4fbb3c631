import { Action, type ActionNode } from '../../../../contract/actions.js';
import { textField } from '../node-fields.js';
import { valueOf, type PlanElement } from '../plan-element.js';
import type { XmlElement } from '../xml-element.js';
import { optional, text, written, type Codec, type Fields } from './codec.js';

/** Property that carries a node JMeter has no element for. JMeter loads and saves properties it does not know. */
const NODE = 'OctoPerf.action';
const QUEUES = "import java.util.concurrent.LinkedBlockingQueue\ndef at = Parameters.indexOf(' ')\ndef name = 'octoperf.queue.' + (at < 0 ? Parameters : Parameters.substring(0, at))\ndef rest = at < 0 ? '' : Parameters.substring(at + 1)\nsynchronized (props) { if (props.get(name) == null) props.put(name, new LinkedBlockingQueue(5000)) }\ndef queue = props.get(name)\nSampleResult.setIgnore()\n";
/** What stands in the plan so that JMeter does much the same. */
const SCRIPTS: Readonly<Record<string, { script: string; parameters: (node: ActionNode) => string }>> = {
  PutQueueAction: { script: `${QUEUES}queue.offer(rest)\n`, parameters: (node) => `${textField(node, 'queueName')} ${textField(node, 'value')}` },
  PollQueueAction: { script: `${QUEUES}def value = queue.poll()\nif (value != null) vars.put(rest, value)\n`, parameters: (node) => `${textField(node, 'queueName')} ${textField(node, 'variableName')}` },
  SetRuntimePropertyAction: { script: "def at = Parameters.indexOf(' ')\nif (at > 0) props.put(Parameters.substring(0, at), Parameters.substring(at + 1))\nSampleResult.setIgnore()\n", parameters: (node) => `${textField(node, 'propertyName')} ${textField(node, 'propertyValue')}` },
};
const MARKED: ReadonlySet<string> = new Set(['PutQueueAction', 'PollQueueAction', 'SetRuntimePropertyAction', 'SLAProfileAction', 'PlaywrightSpecAction']);
const JSON_LIMIT = 5_000_000;

/** The node that an exported element carries; undefined where it has none that the contract accepts. */
function carried(xml: XmlElement): Record<string, unknown> | undefined {
  const json = valueOf(xml, NODE);
  if (json === undefined || json.length > JSON_LIMIT) return undefined;
  try {
    const parsed = Action.safeParse(JSON.parse(json));
    return parsed.success && MARKED.has(parsed.data['@type']) ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Whether this element was written by an export for a node that JMeter does not have. */
export const isMarker = (element: PlanElement): boolean => valueOf(element.xml, NODE) !== undefined && carried(element.xml) !== undefined;

function withoutOriginal(node: ActionNode): string {
  return JSON.stringify(Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'jmx' && key !== 'children').map(([key, value]): [string, unknown] => (key === 'id' ? [key, ''] : [key, value]))));
}

/** Queues, runtime properties, SLA markers and Playwright specs: a script that does the same in JMeter, or a switched-off container. */
export const marker: Codec = {
  classes: [], type: '', nests: false,
  read(element): Fields | undefined {
    const node = carried(element.xml);
    return node === undefined ? undefined : Object.fromEntries(Object.entries(node).filter(([key]) => !['id', 'enabled', 'jmx'].includes(key)));
  },
  write(node) {
    const replacement = Object.hasOwn(SCRIPTS, node['@type']) ? SCRIPTS[node['@type']] : undefined;
    const original = text(NODE, withoutOriginal(node));
    if (replacement === undefined) return written(node, 'GenericController', 'LogicControllerGui', [original]);
    return written(node, 'JSR223Sampler', 'TestBeanGUI', [text('scriptLanguage', 'groovy'), optional('parameters', replacement.parameters(node)), text('cacheKey', 'true'), text('script', replacement.script), original]);
  },
};
export const isMarked = (type: string): boolean => MARKED.has(type);
