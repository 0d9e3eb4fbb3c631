import { kept, plain, type FunctionContext, type FunctionFactory } from './function.js';

/** Who runs the plan, and its properties (JMeter user manual, functions). The machine's true name and address stay its own. */
export const PLACE_FUNCTIONS: readonly (readonly [string, FunctionFactory])[] = [
  ['__threadNum', plain((_given, target) => String(target.threadNumber))],
  ['__iterationNum', plain((_given, target) => String(target.iteration))],
  // A thread is named after its group: `Group 1-3`.
  ['__threadGroupName', plain((_given, target) => target.threadName.replace(/ \d+-\d+$/, ''))],
  ['__samplerName', plain(([variable = ''], target) => kept(target.samplerName, variable, target))],
  ['__machineName', plain(([variable = ''], target) => kept('localhost', variable, target))],
  ['__machineIP', plain(([variable = ''], target) => kept('127.0.0.1', variable, target))],
  ['__property', plain(([name = '', variable = '', fallback = ''], target) => kept(property(name, fallback, target), variable, target))],
  ['__P', plain(([name = '', fallback = '1'], target) => property(name, fallback, target))],
  ['__setProperty', plain(([name = '', value = '', returnOld = ''], target) => {
    const old = target.property(name) ?? '';
    target.setProperty(name, value);
    return returnOld.toLowerCase() === 'true' ? old : '';
  })],
  ['__isPropDefined', plain(([name = ''], target) => String(target.property(name) !== undefined))],
  ['__isVarDefined', plain(([name = ''], target) => String(target.variables.has(name)))],
  ['__V', plain(([name = '', fallback], target) => target.variables.get(name) ?? fallback ?? name)],
  ['__eval', (place) => ([text = ''], target) => place.evaluate(text, target)],
  ['__evalVar', (place) => ([name = ''], target) => place.evaluate(target.variables.get(name) ?? '', target)],
];

const property = (name: string, fallback: string, target: FunctionContext): string => target.property(name) ?? fallback;
