import { JsonAssertion } from '../../../../contract/assertions.js';
import type { NodeCompiler } from '../compilation.js';
import { safePattern } from '../../../patterns/safe-pattern.js';
import { jsonValues } from './json-path.js';

/** A node must exist and, where asked, hold a value (entities.md §3.4, JsonAssertion). */
export const jsonAssertion: NodeCompiler = {
  role: 'assertion',
  compile(node, tools) {
    const fields = tools.fields(JsonAssertion, node);
    const path = tools.template(fields.path);
    const value = tools.template(fields.value);
    return {
      name: fields.name === '' ? 'JSON Assertion' : fields.name,
      needsBody: true,
      assumeSuccess: false,
      check(views, user) {
        const problem = mismatch(jsonValues(path.render(user), views.main.json), value.render(user), fields);
        if (fields.negate) return problem === undefined ? `Test failed: the path ${fields.path} is as it should not be.` : undefined;
        return problem === undefined ? undefined : `Test failed: the path ${fields.path} ${problem}.`;
      },
    };
  },
};

/** What is wrong with the nodes found; undefined = nothing. One fitting node is enough. */
function mismatch(found: readonly unknown[], expected: string, { expectNull, validateValue, regex }: JsonAssertion): string | undefined {
  if (found.length === 0) return 'does not exist in the answer';
  const shown = shortened(JSON.stringify(found.length === 1 ? found[0] : found));
  if (expectNull) return found.some((node) => node === null) ? undefined : `is not null but ${shown}`;
  if (!validateValue) return undefined;
  const fits = regex ? found.some((node) => safePattern(expected).matchesWhole(asText(node))) : found.some((node) => asText(node) === expected);
  return fits ? undefined : `is ${shown}, not ${regex ? 'a match of ' : ''}${JSON.stringify(expected)}`;
}

const asText = (node: unknown): string => (typeof node === 'string' ? node : JSON.stringify(node));
const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 197)}...` : text);
