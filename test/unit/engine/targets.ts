import type { FunctionContext } from '../../../src/local/engine/interpreter/functions/function.js';
import { Template } from '../../../src/local/engine/interpreter/template.js';

export type Target = Omit<FunctionContext, 'variables'> & { variables: Map<string, string>; readonly properties: Map<string, string> };

/** A user as functions and expressions see it, with these variables. */
export function target(values: Record<string, string>, change: Partial<Omit<FunctionContext, 'variables'>> = {}): Target {
  const variables = new Map(Object.entries(values));
  const properties = new Map([['host', 'h']]);
  return {
    variables, properties, threadNumber: 3, threadName: 'Shop users 1-3', iteration: 2, samplerName: 'Home', run: {}, previous: undefined, lastSampleOk: true,
    setVariable: (name, value) => { variables.set(name, value); },
    property: (name) => properties.get(name), setProperty: (name, value) => { properties.set(name, value); },
    fileText: (name) => { throw new Error(`The project has no file "${name}".`); },
    ...change,
  };
}

export const rendered = (text: string, values: Record<string, string> = {}, change: Partial<Omit<FunctionContext, 'variables'>> = {}): string => Template.of(text).render(target(values, change));
