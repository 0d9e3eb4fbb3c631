import fc from 'fast-check';
import { ImportError } from '../../../src/local/importers/import-error.js';
import { unpack } from '../../../src/local/importers/migrations/archive.js';
import { analyzeLoadRunner, importLoadRunner } from '../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { analyzeNeoload, importNeoload } from '../../../src/local/importers/migrations/neoload/import-neoload.js';
import { countingIds } from '../../unit/importers/design-tree.js';
import { C, changed, damaged, opened } from '../../unit/importers/migrations/any-upload.js';
import { scriptFiles } from '../../unit/importers/migrations/loadrunner-script.js';
import { fixtureEntries, fixtureZip, zipOf, zipOfTexts } from '../../unit/importers/migrations/zip-builder.js';
import { anyText, damaged as damagedBytes, stretched } from '../any-input.js';
import type { FuzzTarget } from '../fuzz-target.js';

const changes = fc.array(changed, { minLength: 1, maxLength: 6 });
const YAML = ['\n', '  ', '- ', ': ', 'name: x', 'user_paths:', 'actions:', 'steps:', '- request:', 'url: https://a.test/', '- transaction:', '- if:', 'conditions:', '- while:', '- loop:', 'count: 2', 'variables:', 'populations:', 'scenarios:', 'servers:', '&a', '*a', '<<: *a', '!!js/function', '[', ']', '{', '}', '"', "'", '|', '>', '#', '---', '\t', '${x}', '2m 3s', '-1', '1e309', '__proto__: 1', '? '];
const XML = ['<', '>', '</', '/>', '"', '&', '&#0;', '<![CDATA[', ']]>', '<!--', '<!DOCTYPE x [<!ENTITY a "b">]>', '&a;', '<virtual-user uid="', '<repository>', '</repository>', '<http-page uid="a">', '<embedded-action>', '__proto__', '\u0000'];
const withFile = (folder: string, name: string, text: string): Buffer => zipOf(fixtureEntries(folder).map((entry) => (entry.name === name ? { ...entry, bytes: Buffer.from(text) } : entry)));

/** A damaged project is analysed and converted: both say the same about it. */
async function both(analyse: (bytes: Buffer) => Promise<unknown>, converted: Promise<boolean>, bytes: Buffer): Promise<boolean> {
  const taken = await converted;
  try {
    await analyse(bytes);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    if (taken) throw new Error(`converted, but the analysis refuses it: ${error.message}`, { cause: error });
  }
  return taken;
}
const neoload = (bytes: Buffer): Promise<boolean> => both(analyzeNeoload, opened(importNeoload(bytes, countingIds())), bytes);
const loadrunner = (bytes: Buffer): Promise<boolean> => both(analyzeLoadRunner, opened(importLoadRunner(bytes, countingIds())), bytes);

const asCode: FuzzTarget<Buffer> = {
  name: 'NeoLoad as code', inputs: 'projects with changes in any of their files, YAML of any lines; analysis and import',
  any: fc.oneof({ weight: 3, arbitrary: changes.map((list) => zipOf(damaged(fixtureEntries('neoload-as-code'), list))) }, { weight: 2, arbitrary: anyText(YAML).map((text) => withFile('neoload-as-code', 'default.yaml', `name: p\nuser_paths:\n- name: u\n  actions:\n    steps:\n    - request:\n        url: https://a.test/\n${text}`)) }),
  run: neoload,
};
const project: FuzzTarget<Buffer> = {
  name: 'NeoLoad project', inputs: 'projects with changes in any of their files, XML of any elements; analysis and import',
  any: fc.oneof({ weight: 3, arbitrary: changes.map((list) => zipOf(damaged(fixtureEntries('neoload-project'), list))) }, { weight: 1, arbitrary: anyText(XML).map((text) => withFile('neoload-project', 'config/repository.xml', `<repository>${text}</repository>`)) }),
  run: neoload,
};
const scripts: FuzzTarget<Buffer> = {
  name: 'LoadRunner', inputs: 'scripts and scenarios with changes in any of their files, C of any statements; analysis and import',
  any: fc.oneof(
    { weight: 2, arbitrary: changes.map((list) => zipOf(damaged(fixtureEntries('loadrunner'), list))) },
    { weight: 3, arbitrary: fc.tuple(C, C).map(([action, other]) => zipOfTexts(scriptFiles(action, { 'vuser_init.c': `vuser_init() { ${other} }`, 'p.prm': '[parameter:w]\nType="Custom"\nOriginalValue="http://h/"\n' }))) },
    { weight: 1, arbitrary: fc.tuple(C, stretched(['f(', '{', 'if (a) ', 'for (;;) ', 'if (a) {} else ', '"\\', '/*', 'web_url("a", "URL=http://a.example/{v}", LAST);', 'web_reg_find("Text=', 'a && ', '(', 'a = b;', '{v}'])).map((parts) => zipOfTexts(scriptFiles(parts.join('')))) },
    { weight: 1, arbitrary: anyText(['[', ']', '=', '"', '\n', ';', '{', '}', '{Name', 'key=value', '\\r\\n', '__proto__=1', '[Groups]', 'Path=s.usr']).map((text) => zipOfTexts({ ...scriptFiles('web_url("a", "URL=http://a.example/", LAST);'), 'x.lrs': text, 's/default.cfg': text, 's/p.prm': text })) },
  ),
  run: loadrunner,
};

const SOURCE = fixtureZip('neoload-as-code');
const zips: FuzzTarget<Buffer> = {
  name: 'Zip reading', inputs: 'damaged archives, any bytes behind a head, names that lead elsewhere',
  any: fc.oneof(
    { weight: 5, arbitrary: damagedBytes([SOURCE, fixtureZip('loadrunner')], ['PK\u0001\u0002', 'PK\u0003\u0004', 'PK\u0005\u0006', '\u0000\u0000\u0000\u0000', 'ÿÿÿÿ', '../']) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), bytes])) },
    { weight: 2, arbitrary: fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', 'C:', 'é', '\u0000', ' ', '~'), { minLength: 1, maxLength: 6 }).map((parts) => zipOf([{ name: parts.join(''), bytes: 'x' }])) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(0xffff_ffff), fc.nat(0xffff), fc.nat(300_000)).map(([uncompressedSize, flags, length]) => zipOf([{ name: 'a', bytes: Buffer.alloc(length), uncompressedSize, flags }])) },
  ),
  async run(bytes) {
    try {
      for (const path of (await unpack(bytes, () => true)).paths()) if (/(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:/.test(path)) throw new Error(`the path ${path} leaves the archive`);
      return true;
    } catch (error) {
      if (error instanceof ImportError && error.message.length > 20) return false;
      throw error;
    }
  },
};

export const migrations: readonly FuzzTarget[] = [asCode, project, scripts, zips];
