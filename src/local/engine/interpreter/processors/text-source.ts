import type { ExtractFrom } from '../../../../contract/extractors.js';
import type { ExchangeView } from '../../http/exchange-view.js';
import { unescapedHtml } from '../html-text.js';

/** The part of an exchange that a text extractor reads (entities.md §3.4, `from`). */
export function textFrom(view: ExchangeView, from: ExtractFrom): string {
  switch (from) {
    case 'BODY': return view.text;
    case 'BODY_UNESCAPED': return unescapedHtml(view.text);
    case 'HEADERS': return view.headersText;
    case 'REQUEST_HEADERS': return view.requestHeadersText;
    case 'URL': return view.url;
    case 'RESPONSE_CODE': return String(view.reply.code);
    case 'RESPONSE_MESSAGE': return view.reply.reason;
  }
}

export const readsBody = (from: ExtractFrom): boolean => from === 'BODY' || from === 'BODY_UNESCAPED';
