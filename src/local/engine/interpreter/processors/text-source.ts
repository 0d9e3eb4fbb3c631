import type { ExtractFrom } from '../../../../contract/extractors.js';
import type { ExchangeView } from '../../http/exchange-view.js';

/** The part of an exchange that a text extractor reads (entities.md §3.4, `from`). */
export function textFrom(view: ExchangeView, from: ExtractFrom): string {
  switch (from) {
    case 'BODY': return view.text;
    case 'BODY_UNESCAPED': return unescaped(view.text);
    case 'HEADERS': return view.headersText;
    case 'REQUEST_HEADERS': return view.requestHeadersText;
    case 'URL': return view.url;
    case 'RESPONSE_CODE': return String(view.reply.code);
    case 'RESPONSE_MESSAGE': return view.reply.reason;
  }
}

export const readsBody = (from: ExtractFrom): boolean => from === 'BODY' || from === 'BODY_UNESCAPED';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** HTML character references replaced, one pass. */
function unescaped(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (found: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? found) : found;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : found;
  });
}
