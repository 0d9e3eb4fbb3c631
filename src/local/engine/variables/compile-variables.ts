import { Variable, type VariableWrapper } from '../../../contract/variable.js';
import { PlanRefused, type OnceLog } from '../engine-log.js';
import type { ProjectFiles } from '../http/project-files.js';
import { percentEncoded } from '../interpreter/form-text.js';
import type { Template } from '../interpreter/template.js';
import { CsvSource } from './csv-source.js';
import { ConstantSource, CounterSource, ListSource, RandomSource } from './value-sources.js';
import type { VariableSource } from './variable-source.js';

interface VariableTools { readonly template: (text: string) => Template; readonly literal: (text: string) => Template; readonly files: ProjectFiles; readonly log: OnceLog; readonly part: Part }

/** Where several generators play a run: data shared by all users are dealt to them in turn, so that no value comes up twice. */
export interface Part { readonly index: number; readonly of: number }
export const ALONE: Part = { index: 0, of: 1 };

/** The variables of a project as a run uses them; throws PlanRefused with a sentence when one cannot be used. */
export function compileVariables(wrappers: readonly VariableWrapper[], tools: VariableTools): VariableSource[] {
  return wrappers.map((wrapper) => {
    const parsed = Variable.safeParse(wrapper.variable);
    if (!parsed.success) throw new PlanRefused(`The variable "${wrapper.name}" cannot be used: ${parsed.error.issues[0]?.message ?? 'unreadable'}. Correct it.`);
    return source(wrapper.name, parsed.data, tools);
  });
}

function source(name: string, variable: VariableWrapper['variable'], tools: VariableTools): VariableSource {
  switch (variable['@type']) {
    case 'ConstantVariable': return new ConstantSource(name, tools.template(variable.value));
    case 'CSVVariable': return new CsvSource(name, variable, tools);
    case 'CounterVariable': return new CounterSource(name, variable, tools.part);
    case 'RandomVariable': return new RandomSource(name, variable, tools.part);
    case 'ListVariable': return new ListSource(name, variable, tools.part);
    case 'SecretVariable':
      if (variable.value.type !== 'PLAIN') throw new PlanRefused(`The secret "${name}" came to the engine still encrypted, so it cannot be used. Set its value again.`);
      // A secret is taken as it is: a password may hold `${`.
      return new ConstantSource(name, tools.literal(variable.value.value));
  }
}

/** Names of secrets, and a function that replaces their values, and `others`, in what people read. */
export function secretsOf(wrappers: readonly VariableWrapper[], others: readonly string[], passwords: readonly string[] = []): { names: ReadonlySet<string>; hide: (text: string) => string } {
  const names = new Set<string>();
  const values = new Set<string>(others);
  const hideText = (text: string): void => {
    // Shorter ones would turn whole pages into stars.
    for (const form of [text, percentEncoded(text), JSON.stringify(text).slice(1, -1)]) if (form.length >= 4) values.add(form);
  };
  for (const { name, variable } of wrappers) {
    if (variable['@type'] !== 'SecretVariable') continue;
    names.add(name);
    hideText(variable.value.value);
  }
  for (const password of passwords) if (!password.includes('${')) hideText(password);
  const list = [...values].sort((a, b) => b.length - a.length);
  return { names, hide: list.length === 0 ? (text) => text : (text) => list.reduce((hidden, value) => hidden.replaceAll(value, '******'), text) };
}
