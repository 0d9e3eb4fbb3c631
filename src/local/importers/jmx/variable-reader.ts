import { DESCRIPTION_MAX } from '../../../contract/wire.js';
import { kindOf } from './element-kinds.js';
import type { ImportJob } from './import-job.js';
import type { VariableDraft } from './jmx-result.js';
import { classOf, isEnabled, membersOf, propertyOf, testNameOf, valueOf, type PlanElement } from './plan-element.js';
import { definesVariable, variableOf } from './variable-elements.js';
import type { XmlElement } from './xml-element.js';

/** An element with the names above it, where it counts for variables. */
interface Found { readonly element: PlanElement; readonly names: readonly string[] }

/** `name = value` lines of User Defined Variables, or of the test plan itself. */
export function argumentsOf(xml: XmlElement): XmlElement[] {
  const holder = classOf(xml) === 'TestPlan' ? propertyOf(xml, 'TestPlan.user_defined_variables') : classOf(xml) === 'Arguments' ? xml : undefined;
  return [...membersOf(holder, 'Arguments.arguments')];
}

/**
 * Elements in the order in which JMeter takes them; disabled ones and all below them left out. A disabled thread group counts,
 * because it becomes a Virtual User, too, but before all others: what the enabled ones define wins.
 */
function defining(elements: readonly PlanElement[], names: readonly string[] = []): { active: Found[]; dormant: Found[] } {
  const active: Found[] = [];
  const dormant: Found[] = [];
  for (const element of elements) {
    const kind = kindOf(element.xml);
    if (kind === 'nonTest' || (!isEnabled(element.xml) && kind !== 'group' && kind !== 'fragment')) continue;
    const inner = defining(element.children, [...names, testNameOf(element.xml)]);
    const off = kind === 'group' && !isEnabled(element.xml);
    active.push({ element, names }, ...(off ? [] : inner.active));
    dormant.push(...inner.dormant, ...(off ? inner.active : []));
  }
  return { active, dormant };
}

const inOrder = (elements: readonly PlanElement[]): Found[] => { const { active, dormant } = defining(elements); return [...dormant, ...active]; };

/** Values of user defined variables; where a name is defined twice the last one counts, as in JMeter. */
export function constantsOf(elements: readonly PlanElement[]): Map<string, string> {
  const constants = new Map<string, string>();
  for (const { element } of inOrder(elements)) for (const argument of argumentsOf(element.xml)) constants.set(valueOf(argument, 'Argument.name') ?? '', valueOf(argument, 'Argument.value') ?? '');
  constants.delete('');
  return constants;
}

/** The variables of a plan, each name once. */
export class VariableReader {
  private readonly drafts = new Map<string, VariableDraft>();
  private readonly labels = new Map<PlanElement, string>();
  /** Highest number given to a label so far. */
  private readonly counted = new Map<string, number>();

  constructor(private readonly job: ImportJob, elements: readonly PlanElement[]) {
    const found = inOrder(elements);
    for (const { element, names } of found) this.constants(element, names);
    for (const { element, names } of found) if (definesVariable(element.xml)) this.other(element, names);
  }

  /** Name of the variable that a config element became; undefined where it became none. */
  labelOf(element: PlanElement): string | undefined {
    return this.labels.get(element);
  }

  list(): VariableDraft[] {
    return [...this.drafts.values()];
  }

  private constants(element: PlanElement, names: readonly string[]): void {
    for (const argument of argumentsOf(element.xml)) {
      const name = valueOf(argument, 'Argument.name') ?? '';
      const value = valueOf(argument, 'Argument.value') ?? '';
      if (name === '') {
        if (value !== '') this.job.note('kept', element.xml, names, 'a variable without a name was not created');
        continue;
      }
      const counts = this.job.constants.get(name) ?? '';
      if (value !== counts) this.job.note('changed', element.xml, names, `the variable ${name} is defined again later: its value ${JSON.stringify(value.slice(0, 60))} never counts, in JMeter neither`);
      this.drafts.set(name, { name, description: (valueOf(argument, 'Argument.desc') ?? '').slice(0, DESCRIPTION_MAX), variable: { '@type': 'ConstantVariable', value: counts } });
    }
  }

  private other(element: PlanElement, names: readonly string[]): void {
    const { xml } = element;
    const found = variableOf(xml, { complain: (reason) => { this.job.note('changed', xml, names, reason); }, file: (path) => this.job.file(path, xml, names) });
    if (found === undefined) return;
    if (!found.label && found.name === '') {
      this.job.note('kept', xml, names, 'it has no variable name, so no variable was created');
      return;
    }
    const known = this.drafts.get(found.name);
    if (known !== undefined && !found.label) {
      if (JSON.stringify(known.variable) !== JSON.stringify(found.variable)) this.job.note('changed', xml, names, `the name ${found.name} is taken by another variable: this one was not created`);
      else this.labels.set(element, found.name);
      return;
    }
    const name = this.freeLabel(found.name === '' ? 'CSV' : found.name, xml, names);
    this.drafts.set(name, { name, description: (valueOf(xml, 'TestPlan.comments') ?? '').slice(0, DESCRIPTION_MAX), variable: found.variable });
    this.labels.set(element, name);
  }

  /** A label that no other variable has: the same with a number. */
  private freeLabel(wanted: string, xml: XmlElement, names: readonly string[]): string {
    let label = wanted;
    let at = this.counted.get(wanted) ?? 1;
    while (this.drafts.has(label)) label = `${wanted} (${(at += 1)})`;
    this.counted.set(wanted, at);
    if (label !== wanted) this.job.note('changed', xml, names, `another variable is called ${wanted}: this one is called ${label}; its columns keep their names`);
    return label;
  }
}
