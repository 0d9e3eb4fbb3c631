import fc from 'fast-check';

const oddText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('{{a}}', '{{{{a}}}}', '{{b{{a}}', '${x}', '${__UUID()}', 'x\r\ny\0', '__proto__', 'https://u:p@[::1]:0/%ff', '\ud800', '//', ':id', '{{$guid}}', 'pm.test("x", () => { pm.response.to.have.status(2) })', '{{:p}}'));
const odd: fc.Arbitrary<unknown> = fc.oneof(oddText, fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, 0, -1, 1e308, '', [], {}, [null], true, { length: 5 }));
const loose = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: fc.record(fields, { requiredKeys: [] }) }, { weight: 1, arbitrary: odd });
const list = (entry: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ weight: 6, arbitrary: fc.array(entry, { maxLength: 3 }) }, { weight: 1, arbitrary: odd });
const pair = loose({ key: odd, value: odd, disabled: fc.boolean(), type: odd, src: odd, enabled: fc.boolean(), contentType: odd });
const url = fc.oneof(oddText, loose({ raw: oddText, protocol: odd, host: list(odd), port: odd, path: list(odd), query: list(pair), variable: list(pair), auth: loose({ user: odd, password: odd }), hash: odd }));
const type = fc.constantFrom('basic', 'bearer', 'apikey', 'digest', 'oauth2', 'noauth', '__proto__', 'constructor', '');
const auth = fc.oneof(odd, fc.tuple(type, list(pair)).map(([name, settings]) => ({ type: name, [name]: settings })));
const body = loose({ mode: fc.constantFrom('raw', 'urlencoded', 'formdata', 'file', 'graphql', 'none', '__proto__'), raw: odd, urlencoded: list(pair), formdata: list(pair), file: odd, graphql: loose({ query: odd, variables: odd, operationName: odd }), disabled: odd, options: odd });
const event = list(loose({ listen: fc.constantFrom('test', 'prerequest', 'x'), script: loose({ exec: fc.oneof(oddText, list(oddText)) }) }));
const request = fc.oneof(url, loose({ method: fc.oneof(odd, fc.constantFrom('GET', 'POST')), url, header: fc.oneof(list(pair), oddText), body, auth, description: odd }));
const example = loose({ name: odd, code: fc.oneof(odd, fc.constant(200)), status: odd, header: list(pair), body: odd, originalRequest: request });
const items = fc.letrec<{ item: unknown; items: unknown }>((tie) => ({
  item: loose({ name: odd, request, event, response: list(example), item: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: tie('items') }), auth, protocolProfileBehavior: odd, description: odd }),
  items: list(tie('item')),
})).items;

/** A collection of format 2 with any value in any place. */
export const anyCollection = fc.record({ info: odd, item: items, variable: list(pair), event, auth, protocolProfileBehavior: odd }, { requiredKeys: ['item'] });

const id = fc.constantFrom('a', 'b', 'c', '__proto__');
const entity = loose({ id, name: odd, order: list(id), folders_order: list(id), url, method: fc.constantFrom('GET', 'POST', 'x y'), headers: odd, headerData: list(pair), data: fc.oneof(odd, list(pair)), dataMode: fc.oneof(odd, fc.constantFrom('raw', 'params', 'urlencoded', 'binary')), rawModeData: odd, tests: oddText, preRequestScript: oddText, currentHelper: odd, helperAttributes: odd, pathVariables: odd, queryParams: list(pair), responses: list(loose({ responseCode: odd, headers: odd, text: odd })) });
/** A collection of format 1 with any value in any place. */
export const anyCollectionOfFormat1 = fc.record({ order: list(id), folders_order: list(id), folders: list(entity), requests: fc.array(entity, { maxLength: 4 }), variables: list(pair) });
