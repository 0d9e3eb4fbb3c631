/** How two texts are compared, in NeoLoad's words (as-code reference, `if`: public). */
export const OPERATORS = [
  'EQUALS', 'NOT_EQUALS', 'CONTAINS', 'NOT_CONTAINS', 'STARTS_WITH', 'NOT_STARTS_WITH', 'ENDS_WITH', 'NOT_ENDS_WITH', 'MATCH_REGEXP', 'NOT_MATCH_REGEXP',
  'GREATER', 'GREATER_EQUAL', 'LESS', 'LESS_EQUAL', 'EXISTS', 'NOT_EXISTS',
] as const;
export type Operator = (typeof OPERATORS)[number];

/** One comparison; both sides may hold `${references}`. EXISTS and NOT_EXISTS ask about the variable on the left only. */
export interface Comparison { readonly left: string; readonly operator: Operator; readonly right: string }
export interface Conditions { readonly comparisons: readonly Comparison[]; readonly match: 'ANY' | 'ALL' }

const NUMERIC: Partial<Record<Operator, string>> = { GREATER: '>', GREATER_EQUAL: '>=', LESS: '<', LESS_EQUAL: '<=' };
const METHODS: Partial<Record<Operator, string>> = { CONTAINS: 'contains', STARTS_WITH: 'startsWith', ENDS_WITH: 'endsWith' };
const REFERENCE = /\$\{([^{}]+)\}/g;
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\', $: '\\$' };

/** A Groovy text of exactly these characters. */
const quoted = (text: string): string => `"${text.replace(/[\n\r\t"\\$]/g, (found) => ESCAPES[found] ?? found)}"`;

/**
 * A text with references as a Groovy expression that reads the variables itself, so that no value of theirs can become code.
 * Functions (`${__time()}`) stay references: JMeter writes their value before Groovy reads the expression.
 */
function operand(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (const found of text.matchAll(REFERENCE)) {
    const name = found[1] ?? '';
    if (found.index > from) pieces.push(quoted(text.slice(from, found.index)));
    pieces.push(name.startsWith('__') ? `"${found[0]}"` : `vars.get(${quoted(name)})`);
    from = found.index + found[0].length;
  }
  if (from < text.length || pieces.length === 0) pieces.push(quoted(text.slice(from)));
  return pieces.join(' + ');
}

const asText = (text: string): string => (text.includes('${') ? `("" + ${operand(text)})` : quoted(text));
const asNumber = (text: string): string => (/^\s*-?\d{1,15}(?:\.\d{1,6})?\s*$/.test(text) ? text.trim() : `Double.parseDouble(${asText(text)})`);

function expressionOf({ left, operator, right }: Comparison): string {
  const sign = NUMERIC[operator];
  if (sign !== undefined) return `${asNumber(left)} ${sign} ${asNumber(right)}`;
  const positive = operator.replace(/^NOT_/, '');
  const not = operator.startsWith('NOT_');
  if (positive === 'EXISTS') return `vars.get(${quoted(/^\$\{([^{}]+)\}$/.exec(left)?.[1] ?? left)}) ${not ? '==' : '!='} null`;
  if (positive === 'EQUALS') return `${operand(left)} ${not ? '!=' : '=='} ${operand(right)}`;
  if (positive === 'MATCH_REGEXP') return `${not ? '!' : ''}(${asText(left)} =~ ${asText(right)})`;
  return `${not ? '!' : ''}${asText(left)}.${METHODS[positive as Operator] ?? 'contains'}(${asText(right)})`;
}

/** The comparisons as one Groovy expression; none at all hold. */
export function groovyOf({ comparisons, match }: Conditions): string {
  if (comparisons.length === 0) return 'true';
  const parts = comparisons.map(expressionOf);
  return parts.length === 1 ? (parts[0] ?? 'true') : parts.map((part) => `(${part})`).join(match === 'ANY' ? ' || ' : ' && ');
}

/** The expression as the JMeter function an If (useExpression) and a While container ask; commas and backslashes are escaped for it. */
export const groovyFunction = (expression: string): string => `\${__groovy(${expression.replace(/[\\,]/g, '\\$&')})}`;

/** The opposite of an expression. */
export const negated = (expression: string): string => `!(${expression})`;
