import { describe, expect, it } from 'vitest';
import { pdfNameOf } from '../../../src/contract/report-print.js';
import { columnWidths } from '../../../src/local/print/column-widths.js';
import { markdownBlocks } from '../../../src/local/print/markdown-blocks.js';
import { filled } from '../../../src/local/print/placeholders.js';
import { lengthText } from '../../../src/local/print/words.js';

describe('markdownBlocks', () => {
  it('reads what cover pages use', () => {
    expect(markdownBlocks('# One **two**\n\nA *b* `c`\nd [e](http://x/) ![f](g.png)\n\n- g\n- h\n  i\n\n1. j\n\n---\n<b>k</b><img src="x">')).toEqual([
      { kind: 'heading', level: 1, text: 'One two' },
      { kind: 'paragraph', spans: [{ text: 'A ' }, { text: 'b', italic: true }, { text: ' ' }, { text: 'c', code: true }, { text: ' d ' }, { text: 'e' }, { text: ' ' }] },
      { kind: 'list', ordered: false, items: [[{ text: 'g' }], [{ text: 'h i' }]] },
      { kind: 'list', ordered: true, items: [[{ text: 'j' }]] },
      { kind: 'rule' },
      { kind: 'paragraph', spans: [{ text: 'k' }] },
    ]);
  });

  it('takes what a value contains for no markdown, and an unknown placeholder as it is', () => {
    const fill = (text: string): string => filled(text, { name: '**x** # y', project: 'P' });
    expect(markdownBlocks('$NAME$ of $project$, $other$, 5$ and 6$', fill)).toEqual([{ kind: 'paragraph', spans: [{ text: '**x** # y of P, $other$, 5$ and 6$' }] }]);
  });

  it('does not take long over marks that never close', () => {
    const marks = ['*a ', '_a *', '`', '``a', '[', '![a](', '<a ', '<!--', '**', '- ', '1. ', '# ', '#', ' ', '\n'];
    for (const mark of marks) expect(markdownBlocks(`# x${mark.repeat(30_000)}y`).length).toBeGreaterThan(0);
  });
});

describe('the rest of a page', () => {
  it('names the file as OctoPerf does', () => {
    expect(pdfNameOf('Checkout (v2) – nightly')).toBe('Checkout_v2_nightly.pdf');
    expect(pdfNameOf('Корзина')).toBe('_.pdf');
    expect(pdfNameOf('../../etc/passwd')).toBe('_etc_passwd.pdf');
  });

  it('gives figures what they need and words the rest, within the page', () => {
    const columns = [{ title: 'Action', figures: false }, ...Array.from({ length: 11 }, () => ({ title: 'Response time average', figures: true }))];
    const { widths } = columnWidths(columns, [[{ text: 'a'.repeat(80) }, ...Array.from({ length: 11 }, () => ({ text: '1,234 ms' }))]], 516, 6.5);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(516 - 12 * 6);
    expect(widths[0]).toBeGreaterThan(widths[1] ?? 0);
  });

  it('words lengths', () => {
    expect([450, 90_000, 3_900_000].map(lengthText)).toEqual(['450 ms', '1 min 30 s', '1 h 5 min']);
  });
});
