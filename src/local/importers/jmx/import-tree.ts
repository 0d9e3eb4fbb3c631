import type { ActionNode } from '../../../contract/actions.js';
import { isExecutedJmeterClass } from '../../../contract/executed-jmeter-classes.js';
import { isAdHost } from '../ad-hosts.js';
import { staticReason } from '../static-resources.js';
import type { Codec, Fields, Writing } from './codecs/codec.js';
import { generic } from './codecs/generic.js';
import { delay, isMeeting, isPause, pausesByItself, rendezVous } from './codecs/pauses.js';
import { isMarker } from './codecs/markers.js';
import { readerOf } from './codecs/registry.js';
import { CASE, SAME_ELEMENT, caseConditions, caseName, switchController, switchValueOf } from './codecs/switch.js';
import { isTranslatedConfig, kindOf, type ElementKind } from './element-kinds.js';
import type { ImportJob, Place } from './import-job.js';
import { compact, fingerprint, keptOf, longTexts, rawOf, type KeptElement, type RawElement } from './kept-element.js';
import { originalOf } from './node-original.js';
import { classOf, fullClassOf, isEnabled, testNameOf, valueOf, type PlanElement } from './plan-element.js';
import type { VariableReader } from './variable-reader.js';

/** What stands in one element: nodes, and elements that are none, each with the number of nodes before it. */
export interface Level { readonly nodes: ActionNode[]; readonly aside: [number, RawElement][] }

/** Sentences for elements that become a GenericAction, by kind. */
const KEPT: Readonly<Partial<Record<ElementKind, string>>> = {
  controller: 'this controller has no counterpart: it is kept as it is, with its children below it',
  sampler: 'this sampler has no counterpart: it is kept as it is, but not executed',
  timer: 'this timer has no counterpart: it is kept as it is, but does not pause',
  config: 'this configuration has no counterpart: it is kept as it is, but has no effect',
  pre: 'this pre-processor has no counterpart: it is kept as it is, but not executed',
  post: 'this post-processor has no counterpart: it is kept as it is, but not executed',
  assertion: 'this assertion has no counterpart: it is kept as it is, but not checked',
  fragment: 'a test fragment runs only where a link leads to it: it is kept as it is',
  group: 'a thread group does not belong here: it is kept as it is, but not executed',
};
const EXECUTED = 'no action type of its own: it becomes a generic action, which the local engine executes by its class';
/** Whether an element becomes a meeting point: one that carries a node of another type becomes that. */
const meets = (element: PlanElement): boolean => isMeeting(element) && !isMarker(element);
/** Names above what stands directly in a thread group: the plan and the group. */
const LEVELS_OF_SETTINGS = 2;
const SCRIPTED = /^(?:JSR223|BeanShell|BSF|SystemSampler|WebDriver)/;

/** Builds the tree of one Virtual User. Nothing that stands in the plan is run, evaluated or fetched. */
export class TreeImport {
  /** Links whose target is looked up when the whole plan has been read. */
  readonly links: { readonly node: ActionNode; readonly element: PlanElement; readonly place: Place }[] = [];
  /** The node of each controller and fragment, for links. */
  readonly nodeOf = new Map<PlanElement, ActionNode>();

  constructor(private readonly job: ImportJob, private readonly writing: Writing, private readonly variables: VariableReader) {}

  /** Nodes of a list of elements. @param place where they stand; its scope includes their own configuration */
  level(elements: readonly PlanElement[], place: Place): Level {
    const nodes: ActionNode[] = [];
    const aside: [number, RawElement][] = [];
    for (const element of elements) {
      const kind = kindOf(element.xml);
      if (kind === 'listener' || kind === 'nonTest' || (kind === 'config' && isTranslatedConfig(element.xml))) aside.push([nodes.length, this.besides(element, kind, place)]);
      else nodes.push(...this.nodes(element, kind, place));
    }
    return { nodes, aside };
  }

  /** Keeps an element that is no node and says so, unless it is translated completely. */
  besides(element: PlanElement, kind: ElementKind, place: Place): RawElement {
    const { xml } = element;
    if (kind === 'listener') this.job.note('kept', xml, place.names, 'listeners are not executed: results are in the report of a run');
    else if (kind === 'nonTest') this.job.note('kept', xml, place.names, 'no part of a load: kept for JMeter only');
    else if (!isEnabled(xml)) this.job.note('kept', xml, place.names, 'disabled: it has no effect on the Virtual User');
    else if (place.names.length > LEVELS_OF_SETTINGS && ['CookieManager', 'CacheManager'].includes(classOf(xml))) this.job.note('kept', xml, place.names, 'cookies and caches are set for a whole user profile: this one is kept, but has no effect');
    return this.raw(element);
  }

  private raw(element: PlanElement): RawElement {
    return rawOf(element, (one) => this.variables.labelOf(one));
  }

  /** Node or nodes of one element, with all below it. */
  nodes(element: PlanElement, kind: ElementKind, place: Place): ActionNode[] {
    const meeting = this.meeting(element, place);
    if (meeting !== undefined) return [meeting];
    const inner: Place = { names: [...place.names, testNameOf(element.xml)], scope: place.scope.within(element.children), switchedOff: place.switchedOff || !isEnabled(element.xml) };
    const { codec, list } = this.fields(element, kind, { ...place, scope: inner.scope });
    const made = list.map((fields) => this.bare(codec, fields, element));
    const [node] = made;
    if (node === undefined) return [];
    if (codec.nests) return this.nesting(node, element, inner);
    const aside = this.belowLeaf(node, element, inner);
    const kept = this.kept(node, element, made.slice(1), aside);
    if (node['@type'] === 'LinkAction') this.links.push({ node, element, place });
    node['jmx'] = made.length > 1 ? { ...kept, with: made.length - 1 } : kept;
    for (const follower of made.slice(1)) follower['jmx'] = { tag: SAME_ELEMENT } satisfies KeptElement;
    return made;
  }

  /** A test fragment at the level of the plan: a container that links lead to. It is never switched off, for it never runs by itself. */
  fragment(element: PlanElement, place: Place): ActionNode[] {
    return this.nodes(element, 'controller', place);
  }

  /** A synchronizing timer alone in a pause of no length is a meeting point of its own. */
  private meeting(element: PlanElement, place: Place): ActionNode | undefined {
    const [only] = element.children;
    if (only === undefined || element.children.length !== 1 || !delay.classes.includes(classOf(element.xml)) || !isPause(element) || pausesByItself(element)) return undefined;
    if (!meets(only) || !isEnabled(only.xml) || only.children.length > 0) return undefined;
    const [node] = this.nodes(only, 'timer', { ...place, names: [...place.names, testNameOf(element.xml)] });
    if (node === undefined) return undefined;
    node.enabled = isEnabled(element.xml);
    node['jmx'] = { ...keptOf(node), wrap: rawOf({ ...element, children: [] }) };
    return node;
  }

  private fields(element: PlanElement, kind: ElementKind, place: Place): { codec: Codec; list: readonly Fields[] } {
    const codec = kind === 'group' || kind === 'fragment' ? undefined : readerOf(element);
    const fields = codec?.read(element, this.job, place);
    if (codec !== undefined && fields !== undefined) {
      this.announceScript(element, place);
      return { codec, list: isList(fields) ? fields : [fields] };
    }
    if (isExecutedJmeterClass(classOf(element.xml))) this.job.note('changed', element.xml, place.names, EXECUTED);
    else this.job.note('kept', element.xml, place.names, KEPT[kind] ?? 'kept as it is, but not executed');
    this.registerFiles(element, place);
    return { codec: generic, list: [generic.read(element, this.job, place) ?? {}].flat() };
  }

  private announceScript(element: PlanElement, place: Place): void {
    if (SCRIPTED.test(classOf(element.xml))) this.job.note('changed', element.xml, place.names, 'the script was not run at import; what it may do in a run is up to the engine');
  }

  /** Plans included by name are files to upload; nothing is read from them. */
  private registerFiles(element: PlanElement, place: Place): void {
    const path = valueOf(element.xml, 'IncludeController.includepath') ?? '';
    if (path !== '') this.job.file(path, element.xml, place.names);
  }

  private bare(codec: Codec, fields: Fields, element: PlanElement): ActionNode {
    const type = typeof fields['@type'] === 'string' ? fields['@type'] : codec.type;
    const enabled = isEnabled(element.xml) || (codec !== generic && classOf(element.xml) === 'TestFragmentController');
    return { ...(type === 'DebugAction' ? {} : { name: '' }), ...fields, '@type': type, id: this.job.id(), enabled };
  }

  private kept(node: ActionNode, element: PlanElement, followers: readonly ActionNode[], aside: [number, RawElement][]): KeptElement {
    const tree = element.tree === undefined ? { tree: false as const } : element.tree.length > 0 ? { tree: element.tree.map(([name, value]): [string, string] => [name, value]) } : {};
    return { ...originalOf(node, element.xml, this.writing, followers), ...tree, ...(aside.length > 0 ? { aside } : {}) };
  }

  /** Children of a node that owns none: the timer of a pause becomes its think time, anything else is kept beside it. */
  private belowLeaf(node: ActionNode, element: PlanElement, inner: Place): [number, RawElement][] {
    const [only] = element.children;
    if (node['@type'] === delay.type && isPause(element) && !pausesByItself(element) && only !== undefined && element.children.length === 1 && isEnabled(only.xml) && only.children.length === 0) {
      const [timer] = kindOf(only.xml) === 'timer' ? this.nodes(only, 'timer', inner) : [];
      if (timer?.['@type'].startsWith('Thinktime') === true) {
        node['thinktime'] = timer;
        return [];
      }
    }
    const thinktime = node['thinktime'];
    if (typeof thinktime === 'object' && thinktime !== null) node['thinktime'] = { ...thinktime, id: this.job.id() };
    return element.children.map((child) => {
      this.job.note('kept', child.xml, inner.names, `stands below ${classOf(element.xml)}, which owns nothing here: kept, but without effect`);
      return [0, this.raw(child)];
    });
  }

  private nesting(node: ActionNode, element: PlanElement, inner: Place): ActionNode[] {
    const sampler = node['@type'] === 'HttpRequestAction' || node['@type'] === 'JSR223Action' || (node['@type'] === 'GenericAction' && kindOf(element.xml) === 'sampler');
    const meetings = sampler ? element.children.flatMap((child, at) => (meets(child) ? [{ child, at }] : [])) : [];
    const { nodes, aside } = this.level(element.children.filter((child) => !meetings.some((meeting) => meeting.child === child)), inner);
    node.children = switchController.classes.includes(classOf(element.xml)) && node['@type'] === switchController.type ? this.cases(element, nodes) : nodes;
    const kept = this.kept(node, element, [], headersFromNode(node, element, aside));
    if (node['@type'] === 'GenericAction') kept.kind = kindOf(element.xml);
    if (Array.isArray(node['headers']) && node['headers'].length > 0) kept.seen = { ...kept.seen, '@headers': fingerprint(node['headers']) };
    node['jmx'] = kept;
    this.nodeOf.set(element, node);
    const before = meetings.flatMap(({ child, at }) => this.nodes(child, 'timer', inner).map((meeting) => ({ ...meeting, jmx: { ...keptOf(meeting), into: at } })));
    return this.isWanted(node, element, inner) ? [...before, node] : [];
  }

  /** The children of a switch with every enabled controller and sampler inside an If of its own. */
  private cases(element: PlanElement, nodes: readonly ActionNode[]): ActionNode[] {
    const choices = new Set(element.children.filter((child) => isEnabled(child.xml) && ['controller', 'sampler'].includes(kindOf(child.xml))).map((child) => this.nodeOf.get(child) ?? child));
    const chosen = (node: ActionNode): boolean => node.enabled === true && (choices.has(node) || ['DelayAction', 'DebugAction', 'LinkAction'].includes(node['@type']));
    const cases: ActionNode[][] = [];
    const order: (ActionNode | ActionNode[])[] = [];
    let waiting: ActionNode[] = [];
    for (const node of nodes) {
      if (node['@type'] === rendezVous.type && keptOf(node)?.into !== undefined) waiting.push(node);
      else if (chosen(node)) { const one = [...waiting, node]; cases.push(one); order.push(one); waiting = []; }
      else { order.push(...waiting, node); waiting = []; }
    }
    const named = cases.map((one): ActionNode => ({ '@type': 'IfContainerAction', id: this.job.id(), name: one.at(-1)?.name ?? '', enabled: true, condition: '', useExpression: false, children: one, jmx: { tag: CASE } satisfies KeptElement }));
    const conditions = caseConditions(switchValueOf(element) ?? '', named.map(caseName));
    named.forEach((one, at) => { one['condition'] = conditions[at] ?? 'false'; });
    return order.map((one) => (Array.isArray(one) ? (named[cases.indexOf(one)] ?? one[0]) : one)).flatMap((one) => one ?? []);
  }

  /** Whether the options of the import leave this request in. Requests that others depend on (they extract or check) stay. */
  private isWanted(node: ActionNode, element: PlanElement, inner: Place): boolean {
    if (node['@type'] !== 'HttpRequestAction') return true;
    const place = this.job.servers.placeOf(String(node['serverId']));
    const drop = (reason: string): false => { this.job.note('dropped', element.xml, inner.names.slice(0, -1), reason); return false; };
    if (this.job.options.adBlocking === 'ENABLED' && isAdHost(place?.hostname ?? '')) return drop('advertising or audience measurement (adBlocking is ENABLED)');
    if (this.job.options.resources !== 'REMOVE' || (node.children ?? []).some((child) => !child['@type'].startsWith('Thinktime'))) return true;
    const reason = staticReason({ method: String(node['method']), path: String(node['path']), resourceType: undefined, mimeType: undefined });
    return reason === undefined ? true : drop(`${reason}; resources is REMOVE`);
  }
}

const isList = (fields: Fields | readonly Fields[]): fields is readonly Fields[] => Array.isArray(fields);

/** Header managers of a request repeat what its headers say: long values become pointers to them. */
function headersFromNode(node: ActionNode, element: PlanElement, aside: [number, RawElement][]): [number, RawElement][] {
  if (node['@type'] !== 'HttpRequestAction') return aside;
  const managers = element.children.filter((child) => classOf(child.xml) === 'HeaderManager' && isEnabled(child.xml));
  if (managers.length === 0) return aside;
  const pointers = longTexts({ headers: node['headers'] });
  return aside.map(([at, raw]) => {
    const manager = managers.find((one) => fullClassOf(one.xml) === 'HeaderManager' && raw.xml[0] === one.xml.tag && JSON.stringify(compact(one.xml)) === JSON.stringify(raw.xml));
    return manager === undefined ? [at, raw] : [at, { ...raw, xml: compact(manager.xml, pointers) }];
  });
}
