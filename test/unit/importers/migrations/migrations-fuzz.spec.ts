import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { unpack } from '../../../../src/local/importers/migrations/archive.js';
import { conditionOf, loopCount } from '../../../../src/local/importers/migrations/loadrunner/c-conditions.js';
import { callsWithin, readProgram, split, type Statement } from '../../../../src/local/importers/migrations/loadrunner/c-program.js';
import { cTokens, sourceOf } from '../../../../src/local/importers/migrations/loadrunner/c-tokens.js';
import { importLoadRunner } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { readIni } from '../../../../src/local/importers/migrations/loadrunner/ini.js';
import { readLrs } from '../../../../src/local/importers/migrations/loadrunner/lrs/lrs-document.js';
import { ScriptTexts } from '../../../../src/local/importers/migrations/loadrunner/texts.js';
import { importNeoload } from '../../../../src/local/importers/migrations/neoload/import-neoload.js';
import { countingIds } from '../design-tree.js';
import { fuzzRuns } from '../fuzz-runs.js';
import { scriptFiles } from './loadrunner-script.js';
import { expectSound, type AnyImport } from './sound-migration.js';
import { fixtureEntries, fixtureZip, zipOf, zipOfTexts, type ZipEntry } from './zip-builder.js';

const SEED = 20_260_105;
const runs = (inTheSuite: number): fc.Parameters<unknown> => ({ seed: SEED, numRuns: fuzzRuns(inTheSuite) });
const pieces = (words: readonly string[], most: number): fc.Arbitrary<string> => fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 4 })), { maxLength: most }).map((parts) => parts.join(''));

/** Text that looks like a script here and there. */
const C = pieces([
  'Action()', '{', '}', '(', ')', ';', ',', '"', "'", '\\', '\n', '/*', '*/', '//', '#define x \\\n', 'if', 'else', 'while', 'for', 'do', 'switch', 'case', 'default', ':', 'break;', 'return 0;', '==', '&&', '||', '!', '++', '<', 'i = 0', '1', '.5e', '0x',
  'web_url("a", "URL=http://a.example/{v}", LAST);', 'web_url(', 'web_submit_data("f", "Action=http://a.example/", "Method=POST", ITEMDATA, "Name=a", "Value={v}", ENDITEM, LAST);', 'web_submit_form("f", "Snapshot=t1.inf", LAST);', 'web_custom_request("c", "URL={v}/x", "Body={{v}}", LAST);',
  'web_reg_save_param("v", "LB/IC=(", "RB=", "ORD=ALL", LAST);', 'web_reg_save_param_regexp("ParamName=v", "RegExp=((", LAST);', 'web_reg_find("Text/IC=[", "SaveCount=v", LAST);', 'web_add_cookie("a={v}");', 'web_set_user("a\\\\b", "{v}", "a.example");', 'lr_start_transaction("t");', 'lr_end_transaction("t", LR_AUTO);',
  'lr_save_string("x", "v");', 'lr_save_string(lr_eval_string("{v}"), "__proto__");', 'lr_save_datetime("%Y", DATE_NOW + ONE_DAY, "v");', 'lr_think_time(1);', 'lr_think_time(-1e99);', 'lr_rendezvous("r");', 'lr_eval_string("{v}")', 'atoi(lr_eval_string("{v}")) > 1', 'strcmp(', 'LAST', 'NULL', '\u0000', '\ud800', 'é',
], 40);

const texts = new ScriptTexts({ left: '{', right: '}' });
texts.know('v');

const depthOf = (statements: readonly Statement[]): number => 1 + Math.max(0, ...statements.map((statement) => ('body' in statement ? depthOf(statement.body) : statement.kind === 'if' ? Math.max(depthOf(statement.then), depthOf(statement.otherwise)) : 0)));

describe('C', () => {
  it('of any text is read to its end', () => {
    fc.assert(fc.property(C, (source) => {
      const tokens = cTokens(source);
      let line = 1;
      for (const token of tokens) {
        expect(token.text).not.toBe('');
        expect(token.line).toBeGreaterThanOrEqual(line);
        line = token.line;
      }
      expect(line).toBeLessThanOrEqual(source.split('\n').length);
      for (const { body } of readProgram(source, 'a.c')) expect(depthOf(body)).toBeLessThan(200);
      const read = conditionOf(tokens, texts);
      expect(read === undefined || read.length > 0).toBe(true);
      loopCount(split(tokens, ';'), texts);
      callsWithin(tokens);
      expect(sourceOf(tokens, 100).length).toBeLessThanOrEqual(101);
    }), runs(4000));
  });

  it('says the same when its tokens are written out and read again', () => {
    const words = fc.array(fc.constantFrom('a', '1', '"x y"', "'c'", '==', '+', '++', '(', ')', '{', '}', ';', ',', '->', '<<='), { maxLength: 30 });
    fc.assert(fc.property(words, (own) => { expect(cTokens(own.join(' ')).map(({ text }) => text)).toEqual(own); }), runs(1500));
  });

  it.each([['brackets', '('], ['blocks', '{'], ['ifs', 'if (a) '], ['loops', 'for (;;) '], ['elses', 'if (a) {} else '], ['calls', 'f(f('], ['quotes', '"\\'], ['comments', '/*']])('nested without end is read: %s', (_name, piece) => {
    expect(readProgram(`Action() { ${piece.repeat(100_000)}`, 'a.c').length).toBeLessThanOrEqual(1);
  });
});

describe('INI and scenario texts', () => {
  it('of any kind are read', () => {
    fc.assert(fc.property(pieces(['[', ']', '=', '"', '\n', ';', '{', '}', '{Name', 'key=value', '\\r\\n', '__proto__=1'], 40), (text) => {
      readIni(text);
      const root = readLrs(text);
      expect(root.name).toBe('');
    }), runs(1500));
  });
});

/** Imports; anything but an `ImportError` with a sentence, or something the contract accepts, is a failure. */
async function opened(run: Promise<AnyImport>): Promise<void> {
  try {
    expectSound(await run);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
  }
}

describe('whole uploads', () => {
  it('of scripts of any text are converted', async () => {
    await fc.assert(fc.asyncProperty(C, C, async (action, other) => { await opened(importLoadRunner(zipOfTexts(scriptFiles(action, { 'vuser_init.c': `vuser_init() { ${other} }`, 'p.prm': '[parameter:w]\nType="Custom"\nOriginalValue="http://h/"\n' })), countingIds())); }), runs(1200));
  });

  const changed = fc.record({ which: fc.nat(), at: fc.nat(), length: fc.nat(12), text: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('{', '}', '"', '<', '>', ':', '- ', '\n', '[', '-1', '1e309', '99999999999999999999', '${', '__proto__', '\u0000')) });
  const damaged = (entries: readonly ZipEntry[], changes: readonly { which: number; at: number; length: number; text: string }[]): ZipEntry[] => {
    const own = entries.map((entry) => ({ ...entry, bytes: Buffer.from(entry.bytes) }));
    for (const { which, at, length, text } of changes) {
      const entry = own[which % own.length];
      if (entry === undefined) continue;
      const from = at % (entry.bytes.length + 1);
      entry.bytes = Buffer.concat([entry.bytes.subarray(0, from), Buffer.from(text), entry.bytes.subarray(from + length)]);
    }
    return own;
  };
  it.each([['loadrunner', importLoadRunner], ['neoload-as-code', importNeoload], ['neoload-project', importNeoload]] as const)('of %s with changes in them are converted or refused', async (folder, run) => {
    const entries = fixtureEntries(folder);
    await fc.assert(fc.asyncProperty(fc.array(changed, { minLength: 1, maxLength: 6 }), async (changes) => { await opened(run(zipOf(damaged(entries, changes)), countingIds())); }), runs(500));
  });
});

describe('zips', () => {
  const refused = async (bytes: Buffer): Promise<void> => {
    try {
      await unpack(bytes, () => true);
    } catch (error) {
      if (!(error instanceof ImportError)) throw error;
      expect(error.message.length).toBeGreaterThan(20);
    }
  };
  it('of any bytes are refused or read', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => { await refused(Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), bytes])); }), runs(600));
  });

  it('with wrong, missing or doubled bytes are refused or read', async () => {
    const source = fixtureZip('neoload-as-code');
    await fc.assert(fc.asyncProperty(fc.nat(source.length - 1), fc.nat(255), fc.constantFrom('flip', 'cut', 'double'), async (at, byte, how) => {
      const rest = how === 'flip' ? [Buffer.from([byte]), source.subarray(at + 1)] : how === 'cut' ? [source.subarray(at + 1 + (byte % 20))] : [source.subarray(Math.max(0, at - byte))];
      await refused(Buffer.concat([source.subarray(0, at), ...rest]));
    }), runs(1500));
  });

  it('with names of any kind never leave the archive', async () => {
    const names = fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', 'é', '\u0000', ' ', '~'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
    await fc.assert(fc.asyncProperty(names, async (name) => {
      try {
        for (const path of (await unpack(zipOf([{ name, bytes: 'x' }]), () => true)).paths()) expect(/(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:/.test(path)).toBe(false);
      } catch (error) {
        if (!(error instanceof ImportError)) throw error;
      }
    }), runs(500));
  });
});
