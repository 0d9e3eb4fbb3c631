import type { ActionNode } from '../../../../../contract/actions.js';
import { responseAssertion } from '../../../design-nodes.js';
import type { Call } from '../c-program.js';
import { flagged, webArguments, type Attributes } from '../web-arguments.js';
import { countNode } from './captures.js';
import type { ScriptContext } from './context.js';
import { boundaryPattern } from './patterns.js';

/** What a check looks for: a plain text, or one of two ends with anything between (`TextPfx`, `TextSfx`). */
interface Sought { readonly text: string; readonly pattern: string; readonly plain: boolean }

function soughtOf(attributes: Attributes, { texts }: ScriptContext): Sought | undefined {
  const text = flagged(attributes, 'text') ?? flagged(attributes, 'what');
  const prefix = flagged(attributes, 'textpfx');
  const suffix = flagged(attributes, 'textsfx');
  const flags = `${text?.flags ?? ''}/${prefix?.flags ?? ''}/${suffix?.flags ?? ''}`;
  if (text === undefined && prefix === undefined && suffix === undefined) return undefined;
  const own = texts.of(text?.value ?? '');
  const pattern = text === undefined
    ? `${boundaryPattern(texts.of(prefix?.value ?? ''), flags)}[\\s\\S]*?${boundaryPattern(texts.of(suffix?.value ?? ''), flags)}`
    : boundaryPattern(own, flags);
  const plain = text !== undefined && !/ic|alnum|dig/i.test(flags);
  return { text: own, plain, pattern: /(?:^|\/)ic/i.test(flags) ? `(?i)${pattern}` : pattern };
}

const assertion = (id: string, { text, pattern, plain }: Sought, location: 'BODY' | 'HEADERS', negate: boolean): ActionNode =>
  responseAssertion(id, `${negate ? 'does not contain' : 'contains'} ${text === '' ? pattern : text}`, true, { location, values: [plain ? text : pattern], rule: plain ? 'SUBSTRING' : 'CONTAINS', negate });

/**
 * A check of the next answer (`web_reg_find`), of every answer (`web_global_verification`) or of the last one (`web_find`).
 * `SaveCount` counts and, unless `Fail` stands beside it, fails nothing (VuGen reference, public).
 * @returns undefined where its arguments take running C to know
 */
export function checkNodes(call: Call, context: ScriptContext): ActionNode[] | undefined {
  const { attributes } = webArguments(call.given, call.name === 'web_find');
  const sought = soughtOf(attributes, context);
  if (sought === undefined) return undefined;
  const location = /^headers$/i.test(attributes.get('search') ?? '') ? 'HEADERS' : 'BODY';
  const fail = attributes.get('fail');
  const counted = attributes.get('savecount');
  const count = counted === undefined || counted === '' ? [] : [countNode(counted, sought.pattern, location, context)];
  return count.length > 0 && fail === undefined ? count : [...count, assertion(context.ids.id(), sought, location, /^found$/i.test(fail ?? ''))];
}
