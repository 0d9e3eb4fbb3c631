/** Names of attributes, elements and keys that say nothing about what they hold. */
const GENERIC = /^(?:value|content|id|key|data|href|src|action|url|uri|location|name|text|code|result|item|v|x|td|th|span|div|strong|em|b|i|p|a|li|code|input|meta|link|script|body)$/i;
const LONGEST = 60;

/** A name for a value: where the response names it well, that; else the name it is sent under, or both. Letters, digits, `_`, `-` and spaces. */
export function nameFor(producedUnder: string, sentUnder: string): string {
  const [produced, sent] = [cleaned(producedUnder), cleaned(sentUnder.replace(/^x-/i, ''))];
  if (produced !== '' && !GENERIC.test(produced)) return produced;
  if (sent === '' || GENERIC.test(sent)) return produced === '' ? 'value' : produced;
  return /^(?:id|key|code)$/i.test(produced) && !/id$/i.test(sent) ? `${sent}_${produced}` : sent;
}

const cleaned = (name: string): string => name.replace(/[^\w-]+/g, '_').replace(/^[_-]{2,}|[_-]+$/g, '').slice(0, LONGEST);

/** A variable of that name that is not taken yet; it is taken then. Two leading underscores would clash with JMeter's functions (behaviour.md §12.6, documented). */
export function freeVariable(name: string, taken: Set<string>): string {
  const root = name.replace(/\W+/g, '_').replace(/^_+/, '') || 'value';
  let variable = root;
  for (let count = 2; taken.has(variable); count++) variable = `${root}_${count}`;
  taken.add(variable);
  return variable;
}
