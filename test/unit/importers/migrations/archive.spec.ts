import { describe, expect, it } from 'vitest';
import { ImportError } from '../../../../src/local/importers/import-error.js';
import { ARCHIVE_LIMITS, unpack } from '../../../../src/local/importers/migrations/archive.js';
import type { ProjectFiles } from '../../../../src/local/importers/migrations/project-files.js';
import { zipOf, zipOfTexts, type ZipEntry } from './zip-builder.js';

const everything = (bytes: Buffer): Promise<ProjectFiles> => unpack(bytes, () => true);
const ofEntries = (...entries: ZipEntry[]): Promise<ProjectFiles> => everything(zipOf(entries));

/** The sentence an archive is refused with. */
async function refusal(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(ImportError);
  return error instanceof Error ? error.message : '';
}

describe('unpack', () => {
  it('reads files whatever slash and case they are asked by', async () => {
    const files = await ofEntries({ name: 'Shop/Action.c', bytes: 'one' }, { name: 'Shop/data/', bytes: '' }, { name: 'Shop/data/t1.inf', bytes: 'two' });
    expect(files.paths()).toEqual(['Shop/Action.c', 'Shop/data/t1.inf']);
    expect(files.text('shop\\ACTION.c')).toBe('one');
    expect(files.text('./Shop/data/t1.inf')).toBe('two');
    expect(files.text('Shop/none')).toBeUndefined();
  });

  it('leaves unpacked what is not wanted, and knows that it is there', async () => {
    const files = await unpack(zipOfTexts({ 'a.txt': 'a', 'big.log': 'b' }), (path) => !path.endsWith('.log'));
    expect(files.paths()).toEqual(['a.txt', 'big.log']);
    expect(files.bytes('big.log')).toBeUndefined();
  });

  it('ignores what macOS adds and symbolic links', async () => {
    const files = await ofEntries({ name: '__MACOSX/._a', bytes: 'x' }, { name: 'link', bytes: '/etc/passwd', externalAttributes: 0o120777 * 65_536 }, { name: 'a', bytes: 'a' });
    expect(files.paths()).toEqual(['a']);
  });

  it.each(['../evil.txt', 'a/../../evil.txt', '/etc/passwd', 'C:/evil.txt'])('refuses a name that leaves the archive: %s', async (name) => {
    expect(await refusal(ofEntries({ name, bytes: 'x' }))).toContain('would leave the archive');
  });

  it('refuses an encrypted entry by name', async () => {
    expect(await refusal(ofEntries({ name: 'secret.c', bytes: 'x', flags: 1 }))).toBe('The file "secret.c" in the zip is encrypted. Zip the project again without a password.');
  });

  it('refuses a bomb by its ratio before unpacking it', async () => {
    expect(await refusal(ofEntries({ name: 'zeros', bytes: Buffer.alloc(ARCHIVE_LIMITS.ratioFromBytes + 1) }))).toMatch(/"zeros" in the zip unpacks to more than 250 times its size/);
  });

  it('refuses a header that says more than is taken', async () => {
    const random = Buffer.from(Array.from({ length: 400_000 }, (_unused, at) => (at * 7919 + (at >> 3)) % 256));
    expect(await refusal(ofEntries({ name: 'huge', bytes: random, uncompressedSize: ARCHIVE_LIMITS.entryBytes + 1 }))).toMatch(/"huge"/);
  });

  it.each([[1], [1_000_000]])('refuses a size that lies: %d', async (uncompressedSize) => {
    expect(await refusal(ofEntries({ name: 'liar.c', bytes: 'more than one byte', uncompressedSize }))).toContain('liar.c');
  });

  it('refuses more files than any project has', async () => {
    const entries = Array.from({ length: ARCHIVE_LIMITS.entries + 1 }, (_unused, at) => ({ name: `f${at}`, bytes: '' }));
    expect(await refusal(ofEntries(...entries))).toContain(`more than ${ARCHIVE_LIMITS.entries} files`);
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'empty'], ['text', Buffer.from('hello'), 'not a zip'], ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'gzip'],
    ['rar', Buffer.from('Rar!\u001a'), 'not a zip'], ['half a zip', zipOfTexts({ a: 'some text' }).subarray(0, 40), 'cannot be read'],
  ])('refuses %s in words that help', async (_name, bytes, words) => {
    expect(await refusal(everything(bytes))).toContain(words);
  });
});
