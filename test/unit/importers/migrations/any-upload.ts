import fc from 'fast-check';
import { expect } from 'vitest';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { expectSound, type AnyImport } from './sound-migration.js';
import type { ZipEntry } from './zip-builder.js';

/** Words in any order with a few other characters between them. */
export const pieces = (words: readonly string[], most: number): fc.Arbitrary<string> => fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: most }).map((parts) => parts.join(''));

/** Text that looks like a script here and there. */
export const C = pieces([
  'Action()', '{', '}', '(', ')', ';', ',', '"', "'", '\\', '\n', '/*', '*/', '//', '#define x \\\n', 'if', 'else', 'while', 'for', 'do', 'switch', 'case', 'default', ':', 'break;', 'return 0;', '==', '&&', '||', '!', '++', '<', 'i = 0', '1', '.5e', '0x',
  'web_url("a", "URL=http://a.example/{v}", LAST);', 'web_url(', 'web_submit_data("f", "Action=http://a.example/", "Method=POST", ITEMDATA, "Name=a", "Value={v}", ENDITEM, LAST);', 'web_submit_form("f", "Snapshot=t1.inf", LAST);', 'web_custom_request("c", "URL={v}/x", "Body={{v}}", LAST);',
  'web_reg_save_param("v", "LB/IC=(", "RB=", "ORD=ALL", LAST);', 'web_reg_save_param_regexp("ParamName=v", "RegExp=((", LAST);', 'web_reg_find("Text/IC=[", "SaveCount=v", LAST);', 'web_add_cookie("a={v}");', 'web_set_user("a\\\\b", "{v}", "a.example");', 'lr_start_transaction("t");', 'lr_end_transaction("t", LR_AUTO);',
  'lr_save_string("x", "v");', 'lr_save_string(lr_eval_string("{v}"), "__proto__");', 'lr_save_datetime("%Y", DATE_NOW + ONE_DAY, "v");', 'lr_think_time(1);', 'lr_think_time(-1e99);', 'lr_rendezvous("r");', 'lr_eval_string("{v}")', 'atoi(lr_eval_string("{v}")) > 1', 'strcmp(', 'LAST', 'NULL', '\u0000', '\ud800', 'é',
], 40);

/** Whether it was converted; anything but an `ImportError` with a sentence, or something the contract accepts, is a failure. */
export async function opened(run: Promise<AnyImport>): Promise<boolean> {
  try {
    expectSound(await run);
    return true;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return false;
  }
}

/** A change of one of the files of an upload. */
export const changed = fc.record({ which: fc.nat(), at: fc.nat(), length: fc.nat(12), text: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('{', '}', '"', '<', '>', ':', '- ', '\n', '[', '-1', '1e309', '99999999999999999999', '${', '__proto__', '\u0000')) });
/** The files with the changes made. */
export const damaged = (entries: readonly ZipEntry[], changes: readonly { which: number; at: number; length: number; text: string }[]): ZipEntry[] => {
  const own = entries.map((entry) => ({ ...entry, bytes: Buffer.from(entry.bytes) }));
  for (const { which, at, length, text } of changes) {
    const entry = own[which % own.length];
    if (entry === undefined) continue;
    const from = at % (entry.bytes.length + 1);
    entry.bytes = Buffer.concat([entry.bytes.subarray(0, from), Buffer.from(text), entry.bytes.subarray(from + length)]);
  }
  return own;
};
