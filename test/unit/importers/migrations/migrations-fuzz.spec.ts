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
import { C, changed, damaged, opened, pieces } from './any-upload.js';
import { scriptFiles } from './loadrunner-script.js';
import { fixtureEntries, fixtureZip, zipOf, zipOfTexts } from './zip-builder.js';

const SEED = 20_260_105;
const runs = (inTheSuite: number): fc.Parameters<unknown> => ({ seed: SEED, numRuns: fuzzRuns(inTheSuite) });
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

describe('whole uploads', () => {
  it('of scripts of any text are converted', async () => {
    await fc.assert(fc.asyncProperty(C, C, async (action, other) => { await opened(importLoadRunner(zipOfTexts(scriptFiles(action, { 'vuser_init.c': `vuser_init() { ${other} }`, 'p.prm': '[parameter:w]\nType="Custom"\nOriginalValue="http://h/"\n' })), countingIds())); }), runs(1200));
  });

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
