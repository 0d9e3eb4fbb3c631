import { safePattern, type Groups } from '../../../patterns/safe-pattern.js';
import { readExpression, type Expression } from '../expression/expression.js';
import { asText, NotEvaluated, type Dialect } from '../expression/value.js';
import { groupTemplate } from '../group-template.js';
import { kept, type BoundFunction, type FunctionContext, type FunctionFactory } from './function.js';

/** Expressions, and the regular expression on the last answer (JMeter user manual, functions). */
export const EXPRESSION_FUNCTIONS: readonly (readonly [string, FunctionFactory])[] = [
  ['__groovy', evaluated('groovy')], ['__jexl3', evaluated('jexl')], ['__jexl2', evaluated('jexl')], ['__jexl', evaluated('jexl')], ['__javaScript', evaluated('javascript')],
  ['__regexFunction', () => onLastAnswer],
];

/** Functions that read the answer of the request before. */
export const reads = (name: string, constants: readonly (string | undefined)[]): boolean => name === '__regexFunction' || constants.some((text) => text === undefined || /\bprev\b/.test(text)) && EXPRESSION_FUNCTIONS.some(([known]) => known === name);

const CACHE_SIZE = 500;

/** Reads each text once: with variables in it, it is another one for every value. */
function evaluated(dialect: Dialect): FunctionFactory {
  return ({ constants }) => {
    const [constant] = constants;
    const cache = new Map<string, Expression>();
    const read = (text: string): Expression => {
      const known = cache.get(text);
      if (known !== undefined) return known;
      const made = readExpression(text, dialect);
      if (cache.size >= CACHE_SIZE) cache.clear();
      cache.set(text, made);
      return made;
    };
    // What can never be evaluated is said before the run.
    if (constant !== undefined) read(constant);
    return ([text = '', variable = ''], target) => {
      const value = read(text)(target);
      return kept(value === null ? '' : asText(value), variable, target);
    };
  };
}

/**
 * `__regexFunction(regex, template, match, between, default, reference, input variable)`: match = a number, `RAND`, `ALL` or a share
 * of all matches (0.5). Sets `reference_g0`…, `reference_matchNr` and, for all, `reference_1`… as JMeter does.
 */
const onLastAnswer: BoundFunction = ([regex = '', template = '', which = '', between = '', fallback = '', reference = '', input = ''], target) => {
  const text = input === '' ? (target.previous?.text ?? '') : (target.variables.get(input) ?? '');
  const found = safePattern(regex).find(text, 10_000);
  if (reference !== '') target.setVariable(`${reference}_matchNr`, String(found.length));
  if (found.length === 0) return reference === '' ? fallback : kept(fallback, reference, target);
  const write = groupTemplate(template === '' ? '$1$' : template);
  const value = which.toUpperCase() === 'ALL' ? found.map(write).join(between) : single(found, which, write);
  if (reference === '') return value ?? fallback;
  groups(found[0] ?? [], reference, target);
  return kept(value ?? fallback, reference, target);
};

function single(found: readonly Groups[], which: string, write: (groups: Groups) => string): string | undefined {
  const number = which === '' ? 1 : which.toUpperCase() === 'RAND' ? Math.floor(Math.random() * found.length) + 1 : Number(which);
  if (!Number.isFinite(number)) throw new NotEvaluated(`the match ${JSON.stringify(which.slice(0, 20))}`);
  const at = Number.isInteger(number) ? number : Math.max(1, Math.round(number * found.length));
  const match = found[at - 1];
  return match === undefined ? undefined : write(match);
}

function groups(match: Groups, reference: string, target: FunctionContext): void {
  match.forEach((group, at) => { target.setVariable(`${reference}_g${at}`, group ?? ''); });
}
