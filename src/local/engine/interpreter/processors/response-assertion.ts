import { ResponseAssertion } from '../../../../contract/assertions.js';
import type { ExchangeView } from '../../http/exchange-view.js';
import type { NodeCompiler } from '../compilation.js';
import { inScope } from '../processors.js';
import { safePattern } from '../../../patterns/safe-pattern.js';

type Location = ResponseAssertion['location'];
type Rule = ResponseAssertion['rule'];

/** Compares a part of the exchange with values (entities.md §3.4, ResponseAssertion). */
export const responseAssertion: NodeCompiler = {
  role: 'assertion',
  compile(node, tools) {
    const fields = tools.fields(ResponseAssertion, node);
    const values = fields.values.map(tools.template);
    return {
      name: fields.name === '' ? 'Response Assertion' : fields.name,
      needsBody: fields.location === 'BODY' || fields.location === 'DOCUMENT',
      assumeSuccess: fields.assumeSuccess,
      check(views, user) {
        for (const view of inScope(views, fields.type)) {
          const text = textAt(view, fields.location);
          const failed = values.map((value) => value.render(user)).filter((value) => holds(text, value, fields.rule) === fields.negate);
          // OR: one value that holds is enough; AND: none may fail.
          const passed = fields.any ? failed.length < values.length || values.length === 0 : failed.length === 0;
          if (!passed) return message(fields, failed[0] ?? '', text);
        }
        return undefined;
      },
    };
  },
};

function textAt(view: ExchangeView, location: Location): string {
  switch (location) {
    case 'BODY': return view.text;
    case 'HEADERS': return view.headersText;
    case 'STATUS_CODE': return String(view.reply.code);
    case 'STATUS_MESSAGE': return view.reply.reason;
    case 'URL': return view.url;
    case 'REQUEST_HEADERS': return view.requestHeadersText;
    case 'REQUEST_BODY': return view.requestBodyText;
    case 'DOCUMENT': return view.document.text();
  }
}

function holds(text: string, value: string, rule: Rule): boolean {
  switch (rule) {
    case 'SUBSTRING': return text.includes(value);
    case 'EQUALS': return text === value;
    case 'CONTAINS': return safePattern(value).find(text, 1).length > 0;
    case 'MATCHES': return safePattern(value).matchesWhole(text);
  }
}

const WORDS: Readonly<Record<Rule, string>> = { SUBSTRING: 'contain', EQUALS: 'equal', CONTAINS: 'contain a match of', MATCHES: 'match' };

function message(fields: ResponseAssertion, value: string, text: string): string {
  const found = text.length > 200 ? `${text.slice(0, 197)}...` : text;
  return `Test failed: ${fields.location} expected ${fields.negate ? 'not ' : ''}to ${WORDS[fields.rule]} ${JSON.stringify(value)}; it was ${JSON.stringify(found)}.`;
}
