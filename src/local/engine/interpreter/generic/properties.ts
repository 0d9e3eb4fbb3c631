import { GenericAction, type ActionNode } from '../../../../contract/actions.js';
import type { Compilation } from '../compilation.js';
import type { Template } from '../template.js';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A single value as text; `{"@prop": "longProp", "value": "5"}` is how an import writes types that JSON does not have. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isRecord(value) && Object.hasOwn(value, 'value') ? textOf(value['value']) : undefined;
}

/** Members of a collection: a list, or a record by names of its own. */
function membersOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.entries(value).filter(([key]) => !key.startsWith('@')).map(([, member]) => member) : [];
}

/** Properties of a raw JMeter element by their JMeter names (entities.md §3.4, GenericAction.properties). */
export class ElementProperties {
  readonly name: string;
  private readonly values: Readonly<Record<string, unknown>>;

  constructor(node: ActionNode, private readonly tools: Compilation) {
    const fields = tools.fields(GenericAction, node);
    this.name = fields.name;
    this.values = fields.properties;
  }

  text(name: string, fallback = ''): string {
    return (Object.hasOwn(this.values, name) ? textOf(this.values[name]) : undefined) ?? fallback;
  }

  template(name: string, fallback = ''): Template { return this.tools.template(this.text(name, fallback)); }

  flag(name: string, fallback = false): boolean {
    const text = this.text(name).trim().toLowerCase();
    return text === '' ? fallback : text === 'true';
  }

  whole(name: string, fallback = 0): number {
    const number = Number.parseInt(this.text(name), 10);
    return Number.isNaN(number) ? fallback : number;
  }

  /** Texts of a collection. */
  texts(name: string): string[] {
    return Object.hasOwn(this.values, name) ? membersOf(this.values[name]).map((member) => textOf(member) ?? '') : [];
  }

  /** Values of an `Arguments` property by their names. */
  arguments(name: string): ReadonlyMap<string, string> {
    const list = Object.hasOwn(this.values, name) ? this.values[name] : undefined;
    const members = isRecord(list) && Object.hasOwn(list, 'Arguments.arguments') ? membersOf(list['Arguments.arguments']) : [];
    return new Map(members.filter(isRecord).map((member) => [textOf(member['Argument.name']) ?? '', textOf(member['Argument.value']) ?? '']));
  }

  /** Rows of a collection of collections. */
  rows(name: string): string[][] {
    return Object.hasOwn(this.values, name) ? membersOf(this.values[name]).map((row) => membersOf(row).map((member) => textOf(member) ?? '')) : [];
  }
}

/** The number a rendered text holds; NaN where it is none. */
export const numberOf = (text: string): number => (text.trim() === '' ? NaN : Number(text));
