import type { z } from 'zod';
import type { Variable } from '../../../contract/variable.js';
import type { RawElement } from './kept-element.js';
import { classOf, membersOf, propertyOf, valueOf, type PlanElement } from './plan-element.js';
import { argumentsOf } from './variable-reader.js';
import { variableElement, withProperty, withVariable } from './variable-elements.js';
import { collectionProp, elementProp, stringProp, type XmlElement } from './xml-element.js';

/** A variable of the project as an export needs it. */
export interface ExportedVariable { readonly name: string; readonly variable: z.infer<typeof Variable> }

/** Text of a variable as a user defined variable; secrets are never written: JMeter is to get them on its command line. */
function constantText(name: string, variable: z.infer<typeof Variable>): string {
  if (variable['@type'] === 'ConstantVariable') return variable.value;
  if (variable['@type'] === 'ListVariable') return variable.values[0] ?? '';
  return `\${__P(${name},)}`;
}

function argumentXml(name: string, value: string): XmlElement {
  return elementProp(name, 'Argument', [stringProp('Argument.name', name), stringProp('Argument.value', value), stringProp('Argument.metadata', '=')]);
}

/** Puts the variables of a project into a plan: those it defines get their values of today, those it only uses are added. */
export class VariableExport {
  private readonly byName: ReadonlyMap<string, z.infer<typeof Variable>>;
  private readonly counts = new Map<string, string>();
  private readonly labels = new Set<string>();

  /** @param defined elements of the plan that may define variables, in the order of the plan */
  constructor(variables: readonly ExportedVariable[], defined: readonly { element: PlanElement; raw: RawElement | undefined }[]) {
    this.byName = new Map(variables.map(({ name, variable }) => [name, variable]));
    for (const { element, raw } of defined) {
      for (const argument of argumentsOf(element.xml)) this.counts.set(valueOf(argument, 'Argument.name') ?? '', valueOf(argument, 'Argument.value') ?? '');
      if (raw?.variable !== undefined) this.labels.add(raw.variable);
    }
  }

  /** The element, and all below it, with values changed since the import. */
  restore(element: PlanElement, raw: RawElement): PlanElement {
    const own = this.withVariables(element, raw);
    return { ...own, children: element.children.map((child, at) => { const kept = raw.children?.[at]; return kept === undefined ? child : this.restore(child, kept); }) };
  }

  private withVariables(element: PlanElement, raw: RawElement): PlanElement {
    const variable = raw.variable === undefined ? undefined : this.byName.get(raw.variable);
    if (variable !== undefined) return { ...element, xml: withVariable(element.xml, variable) };
    if (argumentsOf(element.xml).length === 0) return element;
    if (classOf(element.xml) === 'Arguments') return { ...element, xml: this.withValues(element.xml) };
    const holder = propertyOf(element.xml, 'TestPlan.user_defined_variables');
    return holder === undefined ? element : { ...element, xml: withProperty(element.xml, this.withValues(holder)) };
  }

  private withValues(holder: XmlElement): XmlElement {
    const list = propertyOf(holder, 'Arguments.arguments');
    if (list === undefined) return holder;
    const children = membersOf(holder, 'Arguments.arguments').map((argument) => {
      const name = valueOf(argument, 'Argument.name') ?? '';
      const variable = this.byName.get(name);
      if (variable?.['@type'] !== 'ConstantVariable' || variable.value === this.counts.get(name)) return argument;
      return withProperty(argument, stringProp('Argument.value', variable.value));
    });
    return withProperty(holder, { ...list, children });
  }

  /** Elements for variables that `text` refers to and the plan does not define, those included that their values refer to. */
  added(text: string): XmlElement[] {
    const wanted = new Map<string, z.infer<typeof Variable>>();
    let texts = [text];
    while (texts.length > 0) {
      const found = [...this.byName].filter(([name, variable]) => !wanted.has(name) && !this.counts.has(name) && !this.labels.has(name) && texts.some((one) => refersTo(one, name, variable)));
      for (const [name, variable] of found) wanted.set(name, variable);
      texts = found.map(([, variable]) => JSON.stringify(variable));
    }
    const own = [...wanted].map(([name, variable]) => ({ name, variable, element: variableElement(name, variable) }));
    const constants = own.filter(({ element }) => element === undefined).map(({ name, variable }) => argumentXml(name, constantText(name, variable)));
    const list: XmlElement = { tag: 'Arguments', attributes: [['guiclass', 'ArgumentsPanel'], ['testclass', 'Arguments'], ['testname', 'User Defined Variables'], ['enabled', 'true']], children: [collectionProp('Arguments.arguments', constants)], text: '' };
    return [...(constants.length > 0 ? [list] : []), ...own.flatMap(({ element }) => element ?? [])];
  }
}

/** Whether a text uses a variable, by `${name}` or, for data files, by one of their columns. Names inside functions count, too. */
function refersTo(text: string, name: string, variable: z.infer<typeof Variable>): boolean {
  const names = variable['@type'] === 'CSVVariable' ? variable.names : [name];
  return names.some((one) => one !== '' && text.includes(`\${${one}}`));
}
