import type { Argument } from './c-program.js';
import { callArguments } from './c-program.js';
import type { CToken } from './c-tokens.js';

/** Marks that hold a parameter in the texts of a script (`ParamLeftBrace`, `ParamRightBrace` of the .usr). */
export interface Braces { readonly left: string; readonly right: string }

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** A variable's name where VuGen numbers the values of a list and counts them: `{p_1}`, `{p_count}`. */
const NUMBERED = /^(.*)_(count|\d{1,6})$/;

/**
 * Parameters of one script and what their names become. VuGen replaces `{name}` only where the parameter exists, so that the braces
 * of a JSON body stay what they are.
 */
export class ScriptTexts {
  private readonly names = new Map<string, string>();
  private readonly pattern: RegExp;

  constructor(braces: Braces) {
    this.pattern = new RegExp(`${escaped(braces.left)}([\\w.\\-\\u0080-\\uffff]{1,200})${escaped(braces.right)}`, 'g');
  }

  /** Makes a parameter known; `variable` is its name in the project. */
  know(parameter: string, variable = parameter): void {
    if (!this.names.has(parameter)) this.names.set(parameter, variable);
  }

  /** Gives a known parameter another variable. */
  rename(parameter: string, variable: string): void {
    this.names.set(parameter, variable);
  }

  knows(parameter: string): boolean {
    return this.names.has(parameter);
  }

  variableOf(parameter: string): string {
    return this.names.get(parameter) ?? parameter;
  }

  /** The text with the parameters that exist as `${variables}`. */
  of(text: string): string {
    return text.replace(this.pattern, (whole, name: string) => this.reference(name) ?? whole);
  }

  private reference(name: string): string | undefined {
    const own = this.names.get(name);
    if (own !== undefined) return `\${${own}}`;
    const [, list = '', tail] = NUMBERED.exec(name) ?? [];
    const variable = this.names.get(list);
    if (variable === undefined) return undefined;
    return tail === 'count' ? `\${${variable}_matchNr}` : `\${${variable}_${tail ?? ''}}`;
  }
}

const isName = (token: CToken | undefined, name: string): boolean => token?.kind === 'word' && token.text === name;

/** Text of string literals that stand side by side, as C joins them; undefined for anything else. */
export function literalOf(argument: Argument | undefined): string | undefined {
  return argument !== undefined && argument.length > 0 && argument.every(({ kind, text }) => kind === 'string' && text.startsWith('"')) ? argument.map(({ value }) => value).join('') : undefined;
}

/** Argument of `function(…)` where the whole argument is that call. */
export function argumentOf(argument: Argument | undefined, name: string): Argument | undefined {
  if (argument === undefined || !isName(argument[0], name) || argument.at(-1)?.text !== ')') return undefined;
  return callArguments(argument, 1)[0];
}

/**
 * A text an argument is certain to be: literals, `lr_eval_string("…")`, both with parameters as references; undefined where it takes
 * running C to know.
 */
export function textOf(argument: Argument | undefined, texts: ScriptTexts): string | undefined {
  const literal = literalOf(argument) ?? literalOf(argumentOf(argument, 'lr_eval_string'));
  return literal === undefined ? undefined : texts.of(literal);
}

/** A number written as one, with its sign; undefined for anything else. */
export function numberOf(argument: Argument | undefined): number | undefined {
  const [first, second] = argument ?? [];
  const negative = first?.text === '-' && argument?.length === 2;
  const token = negative ? second : argument?.length === 1 ? first : undefined;
  if (token?.kind !== 'number') return undefined;
  const value = Number(token.text.replace(/[uUlLfF]+$/, ''));
  return Number.isFinite(value) ? (negative ? -value : value) : undefined;
}
