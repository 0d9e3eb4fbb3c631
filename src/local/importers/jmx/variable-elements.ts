import type { z } from 'zod';
import { CounterVariable, CSVVariable, RandomVariable, type Variable } from '../../../contract/variable.js';
import { baseName } from '../clean-text.js';
import { classOf, flagOf, propertyOf, valueOf, wholeNumber } from './plan-element.js';
import { attributeOf, boolProp, propertyName, stringProp, type XmlElement } from './xml-element.js';

export type AnyVariable = z.infer<typeof Variable>;
/** What reading a variable may say: a sentence for a note, or a file that is needed (it answers the bare name). */
export interface VariableTools { complain(reason: string): void; file(path: string): string }

const MOST = Number.MAX_SAFE_INTEGER;
const TAB = '\\t';

function csvOf(xml: XmlElement, tools: VariableTools): AnyVariable {
  const value = (name: string): string => valueOf(xml, name)?.trim() ?? '';
  const share = value('shareMode') || 'shareMode.all';
  if (share !== 'shareMode.all' && share !== 'shareMode.thread') tools.complain(`the rows are shared by all users: the sharing mode ${share.slice(0, 60)} has no counterpart`);
  const path = value('filename');
  if (path === '') tools.complain('the plan names no file');
  const delimiter = valueOf(xml, 'delimiter') ?? '';
  return CSVVariable.parse({
    '@type': 'CSVVariable', filename: path === '' ? '' : tools.file(path), encoding: value('fileEncoding'), delimiter: delimiter === TAB ? '\t' : delimiter === '' ? ',' : delimiter,
    allowQuotedData: flagOf(xml, 'quotedData'), recycleOnEOF: flagOf(xml, 'recycle', true), stopThreadOnEOF: flagOf(xml, 'stopThread'), scope: share === 'shareMode.thread' ? 'PRIVATE' : 'SHARED',
    names: value('variableNames') === '' ? [] : value('variableNames').split(',').map((name) => name.trim()), ignoreFirstLine: flagOf(xml, 'ignoreFirstLine'),
  });
}

function numberOf(xml: XmlElement, property: string, absent: number, tools: VariableTools): number {
  const text = valueOf(xml, property)?.trim() ?? '';
  if (text === '') return absent;
  const value = wholeNumber(text);
  if (value === undefined) tools.complain(`${property} (${text.slice(0, 60)}) is no whole number of a usual size: ${absent} is used instead`);
  return value ?? absent;
}

function counterOf(xml: XmlElement, tools: VariableTools): AnyVariable {
  return CounterVariable.parse({
    '@type': 'CounterVariable', start: numberOf(xml, 'CounterConfig.start', 0, tools), end: numberOf(xml, 'CounterConfig.end', MOST, tools), increment: numberOf(xml, 'CounterConfig.incr', 1, tools),
    format: valueOf(xml, 'CounterConfig.format') ?? '', trackPerUser: flagOf(xml, 'CounterConfig.per_user'), resetOnEachIteration: flagOf(xml, 'CounterConfig.reset_on_tg_iteration'),
  });
}

function randomOf(xml: XmlElement, tools: VariableTools): AnyVariable {
  const seed = wholeNumber(valueOf(xml, 'randomSeed'));
  return RandomVariable.parse({
    '@type': 'RandomVariable', min: numberOf(xml, 'minimumValue', 1, tools), max: numberOf(xml, 'maximumValue', MOST, tools), format: valueOf(xml, 'outputFormat') ?? '',
    perUser: flagOf(xml, 'perThread'), ...(seed === undefined ? {} : { seed }),
  });
}

/** How one kind of config element is read, and how each typed field is written. */
interface VariableElement {
  readonly gui: string;
  /** Property that holds the `${name}`; undefined where the element has only a label. */
  readonly nameProperty: string | undefined;
  read(xml: XmlElement, tools: VariableTools): AnyVariable;
  readonly fields: Readonly<Record<string, (value: unknown) => XmlElement>>;
}

const text = (property: string) => (value: unknown): XmlElement => stringProp(property, typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const flag = (property: string) => (value: unknown): XmlElement => boolProp(property, value === true);

const ELEMENTS: Readonly<Record<string, VariableElement>> = {
  CSVDataSet: {
    gui: 'TestBeanGUI', nameProperty: undefined, read: csvOf,
    fields: {
      filename: text('filename'), encoding: text('fileEncoding'), delimiter: (value) => stringProp('delimiter', value === '\t' ? TAB : String(value)), allowQuotedData: flag('quotedData'),
      recycleOnEOF: flag('recycle'), stopThreadOnEOF: flag('stopThread'), ignoreFirstLine: flag('ignoreFirstLine'),
      scope: (value) => stringProp('shareMode', value === 'PRIVATE' ? 'shareMode.thread' : 'shareMode.all'), names: (value) => stringProp('variableNames', Array.isArray(value) ? value.join(',') : ''),
    },
  },
  CounterConfig: {
    gui: 'CounterConfigGui', nameProperty: 'CounterConfig.name', read: counterOf,
    fields: {
      start: text('CounterConfig.start'), end: (value) => stringProp('CounterConfig.end', value === MOST ? '' : String(value)), increment: text('CounterConfig.incr'), format: text('CounterConfig.format'),
      trackPerUser: flag('CounterConfig.per_user'), resetOnEachIteration: flag('CounterConfig.reset_on_tg_iteration'),
    },
  },
  RandomVariableConfig: {
    gui: 'TestBeanGUI', nameProperty: 'variableName', read: randomOf,
    fields: { min: text('minimumValue'), max: text('maximumValue'), format: text('outputFormat'), perUser: flag('perThread'), seed: text('randomSeed') },
  },
};
const CLASS_OF: Readonly<Record<string, string>> = { CSVVariable: 'CSVDataSet', CounterVariable: 'CounterConfig', RandomVariable: 'RandomVariableConfig' };

const elementFor = (testClass: string): VariableElement | undefined => (Object.hasOwn(ELEMENTS, testClass) ? ELEMENTS[testClass] : undefined);

/** Whether an element defines a variable of its own (user defined variables are many in one element and read apart). */
export const definesVariable = (xml: XmlElement): boolean => elementFor(classOf(xml)) !== undefined;

/** The variable of a CSV data set, counter or random variable, and the name the plan calls it by ('' = the element has only a label). */
export function variableOf(xml: XmlElement, tools: VariableTools): { variable: AnyVariable; name: string; label: boolean } | undefined {
  const element = elementFor(classOf(xml));
  if (element === undefined) return undefined;
  return { variable: element.read(xml, tools), name: (element.nameProperty === undefined ? attributeOf(xml, 'testname') : valueOf(xml, element.nameProperty))?.trim() ?? '', label: element.nameProperty === undefined };
}

const SILENT: VariableTools = { complain: () => undefined, file: baseName };

/** The element with those properties rewritten whose field is another than the element says. Others stay as they are. */
export function withVariable(xml: XmlElement, variable: AnyVariable): XmlElement {
  const element = elementFor(classOf(xml));
  if (element === undefined || CLASS_OF[variable['@type']] !== classOf(xml)) return xml;
  const said: Readonly<Record<string, unknown>> = element.read(xml, SILENT);
  const now: Readonly<Record<string, unknown>> = variable;
  const changed = Object.entries(element.fields).filter(([field]) => JSON.stringify(said[field] ?? null) !== JSON.stringify(now[field] ?? null)).map(([field, write]) => write(now[field]));
  return changed.reduce(withProperty, xml);
}

/** The element with a property put in the place of the one of the same name, or at the end. */
export function withProperty(xml: XmlElement, property: XmlElement): XmlElement {
  const name = propertyName(property);
  const known = propertyOf(xml, name);
  return { ...xml, children: known === undefined ? [...xml.children, property] : xml.children.map((own) => (own === known ? property : own)) };
}

/** An element for a variable that never was in a plan; undefined for kinds that JMeter has no element for. */
export function variableElement(name: string, variable: AnyVariable): XmlElement | undefined {
  const testClass = CLASS_OF[variable['@type']];
  const element = testClass === undefined ? undefined : elementFor(testClass);
  if (testClass === undefined || element === undefined) return undefined;
  const now: Readonly<Record<string, unknown>> = variable;
  const own = element.nameProperty === undefined ? [] : [stringProp(element.nameProperty, name)];
  return { tag: testClass, attributes: [['guiclass', element.gui], ['testclass', testClass], ['testname', name], ['enabled', 'true']], children: [...own, ...Object.entries(element.fields).map(([field, write]) => write(now[field]))], text: '' };
}
