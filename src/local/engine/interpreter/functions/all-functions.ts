import { DATE_FUNCTIONS } from './date-functions.js';
import { EXPRESSION_FUNCTIONS } from './expression-functions.js';
import { FILE_FUNCTIONS } from './file-functions.js';
import type { FunctionFactory } from './function.js';
import { NUMBER_FUNCTIONS } from './number-functions.js';
import { PLACE_FUNCTIONS } from './place-functions.js';
import { TEXT_FUNCTIONS } from './text-functions.js';

/** JMeter's functions that are evaluated here; every other one stays literal text. */
const FUNCTIONS: ReadonlyMap<string, FunctionFactory> = new Map([
  ...TEXT_FUNCTIONS, ...NUMBER_FUNCTIONS, ...DATE_FUNCTIONS, ...PLACE_FUNCTIONS, ...FILE_FUNCTIONS, ...EXPRESSION_FUNCTIONS,
]);

export const functionNamed = (name: string): FunctionFactory | undefined => FUNCTIONS.get(name);
