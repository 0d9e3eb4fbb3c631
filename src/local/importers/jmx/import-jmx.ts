import { walkActions, type ActionNode } from '../../../contract/actions.js';
import { DESCRIPTION_MAX } from '../../../contract/wire.js';
import { elementName } from '../clean-text.js';
import { ImportError } from '../import-error.js';
import type { IdSource } from '../import-result.js';
import type { Writing } from './codecs/codec.js';
import { ConfigScope } from './config-scope.js';
import { isTranslatedConfig, kindOf, type ElementKind } from './element-kinds.js';
import { ImportJob, type Place } from './import-job.js';
import { pathsOf, resolveLinks, type LinkTarget } from './import-links.js';
import { authorizeServers, noteSettings, settingElements, settingsOf } from './import-settings.js';
import { TreeImport } from './import-tree.js';
import type { JmxImport, JmxImportOptions, JmxServerDraft, JmxVirtualUser, ScenarioHint } from './jmx-result.js';
import { fingerprint, keptOf, rawOf } from './kept-element.js';
import { keptPlan, type KeptPlan, type Placing } from './kept-plan.js';
import { isEnabled, pairedElements, testNameOf, valueOf, type PlanElement } from './plan-element.js';
import { readXml } from './read-xml.js';
import { hintOf, roleOf } from './thread-groups.js';
import { constantsOf, VariableReader } from './variable-reader.js';
import type { XmlElement } from './xml-element.js';

/** Kinds of elements that act by themselves: without a thread group they still are what somebody wants to load. */
const ACTING: ReadonlySet<ElementKind> = new Set(['sampler', 'controller']);
/** Kinds that act on everything below the level they stand at. */
const ACTING_BELOW: ReadonlySet<ElementKind> = new Set(['timer', 'pre', 'post', 'assertion', 'config']);

/** The elements of a file and where its thread groups stand. */
interface PlanFile {
  readonly root: XmlElement;
  readonly elements: readonly PlanElement[];
  /** The test plan element; undefined in files that hold a part of a plan. */
  readonly plan: PlanElement | undefined;
  /** Elements at the level of the thread groups. */
  readonly level: readonly PlanElement[];
  readonly groups: readonly PlanElement[];
  /** Whether there is no thread group, but something to run. */
  readonly loose: boolean;
}

function otherRoot(tag: string): ImportError {
  const shown = tag.slice(0, 60);
  if (/^(?:node|testelement)$/i.test(tag)) return new ImportError('This plan was written by JMeter 1.x. Open it in JMeter 2.x to 5.x, save it and upload that file.');
  if (/^(?:testResults|html|svg)$/i.test(tag)) return new ImportError(`This is no JMeter test plan: its root element is "${shown}". Upload the .jmx file, not its results or a page.`);
  return new ImportError(`This is no JMeter test plan: its root element is "${shown}", not "jmeterTestPlan". Upload the .jmx file.`);
}

/** @throws ImportError for XML that is no test plan */
function planFile(root: XmlElement): PlanFile {
  if (root.tag !== 'jmeterTestPlan') throw otherRoot(root.tag);
  if (!root.children.some((child) => child.tag === 'hashTree')) throw new ImportError('The test plan is empty: "jmeterTestPlan" holds no "hashTree". Save the plan in JMeter and upload that file.');
  const elements = pairedElements({ ...root, children: root.children.flatMap((child) => (child.tag === 'hashTree' ? child.children : [child])) });
  const plan = elements.find(({ xml }) => kindOf(xml) === 'plan');
  const level = plan === undefined ? elements : plan.children;
  const groups = level.filter(({ xml }) => ['group', 'fragment'].includes(kindOf(xml)));
  return { root, elements, plan, level, groups, loose: groups.length === 0 && level.some(({ xml }) => ACTING.has(kindOf(xml))) };
}

/** A copy of a node and all below it with new ids. */
function copied(node: ActionNode, job: ImportJob): ActionNode {
  return { ...node, id: job.id(), ...(node.children === undefined ? {} : { children: node.children.map((child) => copied(child, job)) }) };
}

class PlanImport {
  private readonly job: ImportJob;
  private readonly tree: TreeImport;
  private readonly variables: VariableReader;
  private readonly scope: ConfigScope;
  private readonly top: readonly string[];
  private paths: Writing['pathOf'] = () => undefined;
  private readonly writing: Writing = { serverOf: (key) => this.job.servers.placeOf(key), pathOf: (virtualUser, action) => this.paths(virtualUser, action) };

  constructor(private readonly file: PlanFile, options: JmxImportOptions, ids: IdSource | undefined) {
    this.job = new ImportJob(options, constantsOf(file.elements), ids);
    this.variables = new VariableReader(this.job, file.elements);
    this.tree = new TreeImport(this.job, this.writing, this.variables);
    this.scope = ConfigScope.NONE.within(file.level);
    this.top = file.plan === undefined ? [] : [testNameOf(file.plan.xml)];
  }

  run(faithful: boolean): JmxImport {
    const { job, file } = this;
    if (!faithful) job.note('changed', file.root, [], 'the file is not valid UTF-8: unreadable bytes were replaced; save it as UTF-8 to keep every character');
    const plan = this.keptPlan();
    const virtualUsers = file.loose ? [this.looseUser(plan)] : this.users(plan);
    this.links(virtualUsers);
    authorizeServers(file.elements, job);
    noteSettings(file.elements, job);
    if (virtualUsers.length === 0) job.note('kept', file.plan?.xml ?? file.root, [], 'the plan has no thread group, so there is nothing to run');
    const around = settingElements(file.level);
    const scenarioHints = virtualUsers.flatMap((user, at) => this.hint(user, at, around));
    return { virtualUsers, servers: this.usedServers(virtualUsers), variables: this.variables.list(), files: job.files(), scenarioHints, notes: job.notes, plan };
  }

  /** Elements around the thread groups; each that acts on all groups is a node in each of them and stands here by its number. */
  private keptPlan(): KeptPlan {
    const { file } = this;
    const places = new Map<PlanElement, number>(file.groups.map((group, at) => [group, at]));
    const shared = this.sharedElements();
    if (file.loose) for (const element of file.level) places.set(element, 0);
    const placing: Placing = (element) => {
      const group = places.get(element);
      if (group !== undefined) return { placeholder: { group } };
      const node = shared.indexOf(element);
      if (node !== -1) return { placeholder: { node } };
      const variable = this.variables.labelOf(element);
      return variable === undefined ? undefined : { variable };
    };
    this.noteRest(shared);
    return keptPlan(file.root.attributes, file.elements, placing);
  }

  private sharedElements(): PlanElement[] {
    const { file } = this;
    const runs = file.groups.some(({ xml }) => kindOf(xml) === 'group');
    return file.loose || !runs ? [] : file.level.filter(({ xml }) => ACTING_BELOW.has(kindOf(xml)) && !isTranslatedConfig(xml));
  }

  /** Notes for what is neither a thread group nor a node. */
  private noteRest(shared: readonly PlanElement[]): void {
    const { file, top } = this;
    const place: Place = { names: top, scope: this.scope, switchedOff: false };
    for (const element of file.elements) if (element !== file.plan && file.plan !== undefined) this.job.note('kept', element.xml, [], 'stands beside the test plan: never part of a load, kept for JMeter only');
    const groups = new Set(file.groups);
    for (const element of file.loose ? [] : file.level) {
      const kind = kindOf(element.xml);
      if (groups.has(element) || shared.includes(element) || element === file.plan) continue;
      if (ACTING.has(kind)) this.job.note('kept', element.xml, top, 'stands outside of any thread group, where JMeter runs nothing: kept, but not executed');
      else this.tree.besides(element, kind, place);
    }
  }

  private users(plan: KeptPlan): JmxVirtualUser[] {
    const shared = this.sharedElements().flatMap((element, at) => this.tree.nodes(element, kindOf(element.xml), { names: this.top, scope: this.scope, switchedOff: false }).map((node): ActionNode => ({ ...node, jmx: { ...keptOf(node), plan: at } })));
    let first = true;
    return this.file.groups.map((group, at) => {
      if (kindOf(group.xml) === 'fragment') return this.fragmentUser(plan, group, at);
      const own = first ? shared : shared.map((node) => copied(node, this.job));
      first = false;
      return this.groupUser(plan, group, at, own);
    });
  }

  private groupUser(plan: KeptPlan, group: PlanElement, at: number, shared: readonly ActionNode[]): JmxVirtualUser {
    const { xml } = group;
    const { nodes, aside } = this.tree.level(group.children, { names: [...this.top, testNameOf(xml)], scope: this.scope.within(group.children), switchedOff: !isEnabled(xml) });
    const description = (valueOf(xml, 'TestPlan.comments') ?? '').slice(0, DESCRIPTION_MAX);
    const user = this.user(plan, at, elementName(testNameOf(xml), 'Thread Group'), description, 'JMETER', [...shared, ...nodes], xml);
    const shifted = aside.map(([before, raw]): [number, typeof raw] => [before + shared.length, raw]);
    return { ...user, jmx: { ...user.jmx, element: rawOf({ ...group, children: [] }), ...(shifted.length > 0 ? { aside: shifted } : {}) } };
  }

  private fragmentUser(plan: KeptPlan, group: PlanElement, at: number): JmxVirtualUser {
    const children = this.tree.fragment(group, { names: this.top, scope: this.scope, switchedOff: false });
    this.job.note('changed', group.xml, this.top, 'a test fragment runs only where a link leads to it: it is a Virtual User of type FRAGMENTS');
    return this.user(plan, at, elementName(testNameOf(group.xml), 'Test Fragment'), '', 'FRAGMENTS', children, group.xml);
  }

  /** A file that holds a part of a plan, as JMeter saves selections. */
  private looseUser(plan: KeptPlan): JmxVirtualUser {
    const { file } = this;
    const { nodes, aside } = this.tree.level(file.level, { names: this.top, scope: this.scope, switchedOff: false });
    const [first] = file.level;
    this.job.note('changed', file.plan?.xml ?? file.root, [], 'there is no thread group: all elements became one Virtual User; choose its load in a scenario');
    const user = this.user(plan, 0, elementName(file.plan === undefined ? testNameOf(first?.xml ?? file.root) : testNameOf(file.plan.xml), 'Test Plan'), '', 'JMETER', nodes, file.plan?.xml ?? file.root);
    return aside.length > 0 ? { ...user, jmx: { ...user.jmx, aside } } : user;
  }

  private user(plan: KeptPlan, group: number, name: string, description: string, type: JmxVirtualUser['type'], children: ActionNode[], xml: XmlElement): JmxVirtualUser {
    const jmx = { plan, group, seen: { name: fingerprint(name), description: fingerprint(description) } };
    return { key: `draft:vu:${group + 1}`, name, description, type, enabled: type === 'FRAGMENTS' || isEnabled(xml), role: roleOf(xml), children, jmx };
  }

  private links(virtualUsers: readonly JmxVirtualUser[]): void {
    const targets = virtualUsers.map((user): LinkTarget => ({ id: user.key, name: user.jmx.element === undefined ? undefined : user.name, children: user.children }));
    this.paths = pathsOf(this.top[0] ?? '', targets);
    resolveLinks(this.tree, this.job, this.file.level, targets, this.writing);
  }

  private hint(user: JmxVirtualUser, at: number, around: readonly PlanElement[]): ScenarioHint[] {
    const group = this.file.groups[user.jmx.group];
    if (group === undefined || user.type !== 'JMETER' || this.file.loose) return [];
    return [{ ...hintOf(group, at, this.top, this.job), ...settingsOf(around, group.children) }];
  }

  private usedServers(virtualUsers: readonly JmxVirtualUser[]): JmxServerDraft[] {
    const used = new Set(virtualUsers.flatMap((user) => [...walkActions(user.children)].map(({ node }) => node['serverId'])));
    return this.job.servers.list().filter((draft) => used.has(draft.key));
  }
}

/**
 * Turns the bytes of a JMeter test plan (2.x to 5.6, any encoding its declaration names) into Virtual Users (behaviour.md §9.1:
 * one for each thread group, CSV data sets as variables, documented). Pure: no file, no network, no clock; nothing of the plan is
 * executed, evaluated or fetched. Requests refer to servers by draft key (`bindServers`), links to Virtual Users (`bindLinks`).
 * The field `jmx` of Virtual Users and nodes has to be stored with them: an export writes the plan back from it.
 * @throws ImportError with the place of the fault and what to do next
 */
export function importJmx(bytes: Buffer, options: JmxImportOptions, ids?: IdSource): JmxImport {
  const { root, faithful } = readXml(bytes);
  return new PlanImport(planFile(root), options, ids).run(faithful);
}
