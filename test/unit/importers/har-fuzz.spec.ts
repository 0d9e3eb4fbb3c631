import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { Action } from '../../../src/contract/actions.js';
import { ImportError } from '../../../src/local/importers/import-error.js';
import { importHar } from '../../../src/local/importers/import-har.js';
import { entry, har, KEEP } from './har-builder.js';
import { mangled, seeded } from './seeded.js';

const folder = new URL('../../fixtures/', import.meta.url);
const sources = ['har/har-to-k6__full.har', 'har/playwright__har-fulfill.har', 'hostile/har/crlf-injection.har', 'hostile/har/utf16le-bom.har'].map((file) => readFileSync(new URL(file, folder)));

/** Imports, and returns whether it was refused; anything but an `ImportError` or a tree that the contract accepts is a failure. */
function refused(bytes: Buffer): boolean {
  try {
    const parsed = z.array(Action).safeParse(importHar(bytes, KEEP).children);
    expect(parsed.error).toBeUndefined();
    return false;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    expect(error.message.length).toBeGreaterThan(20);
    return true;
  }
}

it('refuses every truncation', () => {
  for (const source of sources.slice(0, 3)) {
    const end = source.toString().trimEnd().length;
    for (let length = 0; length < end; length += 37) expect([length, refused(source.subarray(0, length))]).toEqual([length, true]);
  }
});

it('survives flipped, missing and doubled bytes', () => {
  const random = seeded(20260101);
  let imports = 0;
  for (let round = 0; round < 1500; round += 1) {
    if (!refused(mangled(sources, round, random))) imports += 1;
  }
  expect(imports).toBeGreaterThan(100);
});

it('survives any value in any place', () => {
  const odd = [null, 0, -1, 1e308, '', 'x\r\ny\u0000', [], [null], {}, { length: 5 }, true, '\ud800', '2026-13-45', '${x}', '__proto__', ['a', { name: 5 }], 'https://a.test/\ud800?\udfff=%ff'];
  const random = seeded(3);
  const pick = (): unknown => odd[Math.floor(random() * odd.length)];
  for (let round = 0; round < 2000; round += 1) {
    const one = z.record(z.string(), z.unknown()).parse(entry({ url: 'https://a.test/?a=1', request: { headers: [{ name: 'A', value: 'b' }], queryString: [{ name: 'a', value: '1' }], postData: { mimeType: 'multipart/form-data; boundary=x', text: '--x\r\n', params: [] } }, pageref: 'p' }));
    let holder = one;
    for (;;) {
      const names = Object.keys(holder);
      const name = names[Math.floor(random() * names.length)] ?? '';
      const inner = z.record(z.string(), z.unknown()).safeParse(holder[name]);
      if (inner.success && random() < 0.7) {
        holder[name] = inner.data;
        holder = inner.data;
      } else {
        holder[name] = pick();
        break;
      }
    }
    refused(har([one], [{ id: 'p', title: pick() }]));
  }
});

it('does not hang on texts made to be read again and again', () => {
  const long = 200_000;
  const texts = ['\\'.repeat(long), '"'.repeat(long), ';'.repeat(long), '"; name='.repeat(long / 8), '\r\n'.repeat(long / 2), '${'.repeat(long / 2), '%'.repeat(long), '&'.repeat(long / 10), '--x'.repeat(long / 3), '['.repeat(long)];
  for (const text of texts) {
    const postData = { mimeType: `multipart/form-data; ${text}; boundary=x`, text: `--x\r\nContent-Disposition: form-data; ${text}\r\n\r\n${text}\r\n--x--` };
    refused(har([entry({ url: `https://a.test/?${text}`, request: { headers: [{ name: 'a', value: text }], postData } }), entry({ url: 'https://a.test/', request: { postData: { mimeType: 'application/x-www-form-urlencoded', text: `a=${text}` } } })]));
    refused(Buffer.from(text));
    refused(Buffer.from(`{"log":{"entries":[${text}`));
  }
});
