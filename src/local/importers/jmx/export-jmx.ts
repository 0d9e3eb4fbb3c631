import { baseUrlOf, type HttpServer } from '../../../contract/http-server.js';
import { walkActions, type ActionNode } from '../../../contract/actions.js';
import { isClear, isPasswordName } from '../../../contract/password-places.js';
import type { Writing } from './codecs/codec.js';
import { groupElement, type ExportLoad } from './export-groups.js';
import { TreeExport } from './export-tree.js';
import { VariableExport, type ExportedVariable } from './export-variables.js';
import { pathsOf } from './import-links.js';
import { elementOfRaw, keptOf, type RawElement } from './kept-element.js';
import { KeptGroup, KeptPlan, planElements, type PlanPart } from './kept-plan.js';
import { classOf, hashTreeOf, type PlanElement } from './plan-element.js';
import { writeXml } from './write-xml.js';
import { attributeOf, boolProp, collectionProp, elementProp, sameXml, stringProp, type XmlElement } from './xml-element.js';

/** A stored Virtual User; `jmx` is the field of that name which the import gave it. */
export interface ExportedUser {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly type: string;
  readonly children: readonly ActionNode[];
  readonly jmx?: unknown;
  /** Load to write; without it an imported thread group keeps its own. */
  readonly load?: ExportLoad;
}

/** What an export is made of. Without `plan` it is the plan that the Virtual Users carry. */
export interface JmxExport {
  readonly virtualUsers: readonly ExportedUser[];
  readonly servers: readonly Pick<HttpServer, 'id' | 'protocol' | 'hostname' | 'port' | 'authorizations'>[];
  readonly variables: readonly ExportedVariable[];
  readonly plan?: unknown;
  /** Leaves every password of the plan empty, whatever element it stands in; references to variables stay. */
  readonly withoutPasswords?: boolean;
}

interface User extends ExportedUser { readonly kept: KeptGroup | undefined }

const element = (tag: string, gui: string, name: string, children: readonly XmlElement[]): XmlElement => ({ tag, attributes: [['guiclass', gui], ['testclass', tag], ['testname', name], ['enabled', 'true']], children, text: '' });
const alone = (xml: XmlElement): PlanElement => ({ xml, children: [], tree: [] });

const newPlan = (name: string): XmlElement => element('TestPlan', 'TestPlanGui', name, [
  boolProp('TestPlan.functional_mode', false), boolProp('TestPlan.tearDown_on_shutdown', true), boolProp('TestPlan.serialize_threadgroups', false),
  elementProp('TestPlan.user_defined_variables', 'Arguments', [collectionProp('Arguments.arguments', [])], [['guiclass', 'ArgumentsPanel'], ['testclass', 'Arguments'], ['testname', 'User Defined Variables'], ['enabled', 'true']]),
]);
/** The platform's users have a cookie jar each; JMeter needs to be told. */
const cookieManager = (): XmlElement => element('CookieManager', 'CookiePanel', 'HTTP Cookie Manager', [collectionProp('CookieManager.cookies', []), boolProp('CookieManager.clearEachIteration', true), boolProp('CookieManager.controlledByThreadGroup', false)]);

/** Raw elements of a plan that stand around its thread groups, parents first. */
function* rawParts(parts: KeptPlan['parts']): Generator<PlanPart> {
  for (const part of parts) {
    if (!('xml' in part)) continue;
    yield part;
    if (part.children !== undefined) yield* rawParts(part.children);
  }
}

/** A kept element and all below it. */
const rawTree = (raw: RawElement): RawElement[] => [raw, ...(raw.children ?? []).flatMap(rawTree)];

/** Elements kept beside nodes, of a tree or of a Virtual User. */
function rawAsides(user: User): RawElement[] {
  return [...(user.kept?.aside ?? []), ...[...walkActions(user.children)].flatMap(({ node }) => keptOf(node)?.aside ?? [])].flatMap(([, raw]) => rawTree(raw));
}

const isWithin = (group: number | undefined, place: { readonly group: number; readonly last?: number | undefined }): boolean => group !== undefined && group >= place.group && group <= (place.last ?? place.group);

class PlanExport {
  private readonly users: readonly User[];
  private readonly plan: KeptPlan | undefined;
  private readonly writing: Writing;
  private readonly variables: VariableExport;
  private readonly defined: readonly { element: PlanElement; raw: RawElement | undefined }[];

  constructor(private readonly source: JmxExport) {
    this.users = source.virtualUsers.map((user) => { const kept = KeptGroup.safeParse(user.jmx); return { ...user, kept: kept.success ? kept.data : undefined }; });
    const given = KeptPlan.safeParse(source.plan);
    this.plan = given.success ? given.data : this.users.find(({ kept }) => kept !== undefined)?.kept?.plan;
    const servers = new Map(source.servers.map((server) => [server.id, server]));
    this.writing = { serverOf: (id) => servers.get(id), pathOf: pathsOf(this.planName(), this.users.map((user) => ({ id: user.id, name: this.spliced(user) ? undefined : user.name, children: user.children }))) };
    const raws = [...rawParts(this.plan?.parts ?? []), ...this.users.flatMap(rawAsides)];
    this.defined = raws.map((raw) => ({ element: elementOfRaw({ xml: raw.xml }), raw: { xml: raw.xml, variable: raw.variable } }));
    this.variables = new VariableExport(source.variables, this.defined);
  }

  run(): XmlElement {
    const shared = this.sharedNodes();
    const extras = this.extras();
    const groups = this.users.map((user) => ({ user, elements: this.groupOf(user, new Set(shared.flatMap(({ nodes }) => nodes))) }));
    const placed = new Set<User>();
    const elements = planElements(this.plan?.parts ?? [], (place) => {
      if ('node' in place) return shared.filter(({ at }) => at === place.node).map((one) => one.element);
      const here = groups.filter(({ user }) => this.ofPlan(user) && isWithin(user.kept?.group, place)).sort((left, right) => (left.user.kept?.group ?? 0) - (right.user.kept?.group ?? 0));
      for (const { user } of here) placed.add(user);
      return here.flatMap((group) => group.elements);
    }, (raw) => this.variables.restore(elementOfRaw(raw), raw));
    const others = groups.filter(({ user }) => !placed.has(user)).flatMap((group) => group.elements);
    const complete = this.completed(elements, extras, others);
    const file = this.plan?.file ?? [['version', '1.2'], ['properties', '5.0'], ['jmeter', '5.6.3']] as const;
    return { tag: 'jmeterTestPlan', attributes: file, children: [hashTreeOf(complete)], text: '' };
  }

  /** Puts additions at the start of the plan and further thread groups at its end. */
  private completed(elements: readonly PlanElement[], extras: readonly PlanElement[], others: readonly PlanElement[]): PlanElement[] {
    if (extras.length === 0 && others.length === 0 && this.plan !== undefined) return [...elements];
    const at = elements.findIndex(({ xml }) => classOf(xml) === 'TestPlan');
    const own = elements[at];
    if (own === undefined) return this.plan === undefined ? [{ xml: newPlan(this.planName()), children: [...extras, ...others], tree: [] }] : [...extras, ...elements, ...others];
    return elements.map((one) => (one === own ? { ...own, children: [...extras, ...own.children, ...others], tree: own.tree ?? [] } : one));
  }

  private planName(): string {
    const root = this.plan?.parts.find((part): part is PlanPart => 'xml' in part && classOf(elementOfRaw({ xml: part.xml }).xml) === 'TestPlan');
    if (root !== undefined) return elementOfRaw({ xml: root.xml }).xml.attributes.find(([name]) => name === 'testname')?.[1] ?? '';
    return this.plan === undefined ? (this.source.virtualUsers[0]?.name ?? 'Test Plan') : '';
  }

  private ofPlan(user: User): boolean {
    return user.kept !== undefined && user.kept.plan.id === this.plan?.id;
  }

  /** Whether the elements of a Virtual User stand at the level of the plan, without one of its own around them. */
  private spliced(user: User): boolean {
    return user.kept !== undefined && user.kept.element === undefined;
  }

  private groupOf(user: User, skipped: ReadonlySet<ActionNode>): PlanElement[] {
    const tree = new TreeExport(this.writing, (one, raw) => this.variables.restore(one, raw), skipped);
    const elements = tree.elements(user.children, user.kept?.aside ?? []);
    if (this.spliced(user)) return elements;
    const described = { name: user.name, description: user.description ?? '' };
    if (user.type === 'FRAGMENTS' && user.kept === undefined) return [{ xml: element('TestFragmentController', 'TestFragmentControllerGui', user.name, []), children: elements, tree: [] }];
    return [groupElement(described, user.kept, user.load, elements)];
  }

  /** Nodes that stood at the level of the plan and still say the same in every Virtual User of it: written once, there. */
  private sharedNodes(): { at: number; nodes: ActionNode[]; element: PlanElement }[] {
    const holders = this.users.filter((user) => this.ofPlan(user) && user.kept?.element !== undefined);
    const numbers = new Set(holders.flatMap(({ children }) => children.flatMap((node) => keptOf(node)?.plan ?? [])));
    return [...numbers].flatMap((at) => {
      const copies = holders.map(({ children }) => children.filter((node) => keptOf(node)?.plan === at));
      const written = copies.map((nodes) => new TreeExport(this.writing, (one, raw) => this.variables.restore(one, raw)).elements(nodes));
      const [first] = written;
      const one = first?.[0];
      const alike = one !== undefined && written.every((elements) => elements.length === 1 && elements[0] !== undefined && sameXml(hashTreeOf([elements[0]]), hashTreeOf([one])));
      return alike ? [{ at, nodes: copies.flat(), element: one }] : [];
    });
  }

  /** Variables that are used but not defined, credentials, cookies: what the plan lacks. */
  private extras(): PlanElement[] {
    const text = JSON.stringify([this.users.map(({ children }) => children), this.usedServers()]);
    const extras = this.variables.added(text);
    const has = (testClass: string): boolean => this.defined.some(({ element: own }) => classOf(own.xml) === testClass);
    const authorizations = has('AuthManager') ? [] : this.authorizations();
    if (authorizations.length > 0) extras.push(element('AuthManager', 'AuthPanel', 'HTTP Authorization Manager', [collectionProp('AuthManager.auth_list', authorizations)]));
    return [...(this.plan === undefined ? [cookieManager()] : []), ...extras].map(alone);
  }

  private usedServers(): JmxExport['servers'] {
    const used = new Set(this.users.flatMap(({ children }) => [...walkActions(children)].map(({ node }) => node['serverId'])));
    return this.source.servers.filter(({ id }) => used.has(id));
  }

  private authorizations(): XmlElement[] {
    return this.usedServers().flatMap((server) => server.authorizations.map((own) => elementProp('', 'Authorization', [
      stringProp('Authorization.url', `${baseUrlOf(server)}${own.basePath.startsWith('/') ? own.basePath : `/${own.basePath}`}`), stringProp('Authorization.username', own.username), stringProp('Authorization.password', own.password),
      stringProp('Authorization.domain', own.domain), stringProp('Authorization.realm', ''), stringProp('Authorization.mechanism', own.type === 'DIGEST' ? 'DIGEST' : 'BASIC'),
    ])));
  }
}

/** The element with no password in it or below it. */
function emptied(xml: XmlElement): XmlElement {
  if (xml.children.length > 0) return { ...xml, children: xml.children.map(emptied) };
  return isClear(xml.text) && isPasswordName(attributeOf(xml, 'name') ?? '') ? { ...xml, text: '' } : xml;
}

/**
 * Writes Virtual Users as one JMeter test plan (format 1.2, properties 5.0). What came from a JMX and was not changed since is
 * written as it was: elements, properties, order; changed fields rewrite their properties only. What never was JMeter becomes
 * its usual elements; fragments that links lead to have to be among `virtualUsers`. Secrets are not written.
 * @returns the text of a .jmx file, UTF-8
 */
export function exportJmx(source: JmxExport): string {
  const plan = new PlanExport(source).run();
  return writeXml(source.withoutPasswords === true ? emptied(plan) : plan);
}
