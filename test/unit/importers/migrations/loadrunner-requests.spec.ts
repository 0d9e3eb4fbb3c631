import { describe, expect, it } from 'vitest';
import type { HttpRequestAction } from '../../../../src/contract/actions.js';
import type { LoadRunnerImport } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { addressOfRequest, nodesOf, requestsOf } from '../design-tree.js';
import { custom, imported } from './loadrunner-script.js';
import { entriesOf, expectSound, kindsOf } from './sound-migration.js';

const main = ({ virtualUsers }: LoadRunnerImport): LoadRunnerImport['virtualUsers'][number] => {
  const [first] = virtualUsers;
  if (first === undefined) throw new Error('no Virtual User');
  return first;
};
/** The only request of an action. */
async function request(action: string, more: Record<string, string> = {}): Promise<{ result: LoadRunnerImport; node: HttpRequestAction; address: string }> {
  const result = await imported(action, more);
  expectSound(result);
  const [node] = requestsOf(main(result));
  if (node === undefined) throw new Error(`no request: ${JSON.stringify(result.assessment.unconverted)}`);
  return { result, node, address: addressOfRequest(node, main(result)) };
}

describe('addresses', () => {
  it.each<[string, string, Record<string, string>, string | undefined]>([
    ['http://a.example/x?y=1#z', 'http://a.example/x?y=1', {}, undefined],
    ['https://a.example:8443', 'https://a.example:8443/', {}, undefined],
    ['https://{host}/x', 'https://${host}/x', { host: 'a.example' }, undefined],
    ['{base}/x?y={n}', 'http://a.example:81/x?y=${n}', { base: 'http://a.example:81', n: '1' }, '${base}'],
    ['{base}', 'http://a.example/start', { base: 'http://a.example/start' }, '${base}'],
    ['{base}/x', '${base}/x', { base: '' }, '${base}'],
    ['{scheme}://{host}:{port}/x', 'http://${host}:8080/x', { scheme: 'http', host: 'h', port: '8080' }, '${scheme}://${host}:${port}'],
    ['{scheme}://a.example/x', 'https://a.example/x', { scheme: '' }, '${scheme}://a.example'],
  ])('%s', async (url, address, parameters, origin) => {
    // A parameter that held nothing is one all the same.
    const prm = Object.entries(parameters).map(([name, value]) => (value === '' ? `[parameter:${name}]\nType="Custom"\n` : custom({ [name]: value }))).join('');
    const found = await request(`web_url("p", "URL=${url}", LAST);`, { 's.prm': prm });
    expect(found.address).toBe(address);
    expect(entriesOf(found.result, 'PARAMETERISED_SERVER').map(({ facts }) => facts?.['url'])).toEqual(origin === undefined ? [] : [origin]);
  });

  it('keeps braces that hold no parameter', async () => {
    const { node } = await request('web_custom_request("p", "URL=http://a.example/", "Method=POST", "Body={\\"a\\":{b}}", LAST);');
    expect(node.postData).toEqual({ '@type': 'RawPostData', text: '{"a":{b}}' });
  });

  it('says where the address is none', async () => {
    const result = await imported('web_url("p", "URL=ftp://a.example/", LAST);\nweb_url("q", url, LAST);');
    expectSound(result);
    expect(kindsOf(result)).toEqual(['CONVERSION_FAILED', 'UNSUPPORTED_FUNCTION']);
    expect(nodesOf(main(result), 'JSR223Action').every(({ enabled }) => enabled === false)).toBe(true);
  });
});

describe('bodies', () => {
  it('sends a form as its fields', async () => {
    const { node } = await request('web_submit_data("f", "Action=http://a.example/f", "Method=POST", ITEMDATA, "Name=a", "Value=1 2", ENDITEM, "Name=off", "Value=<OFF>", ENDITEM, EXTRARES, "Url=/x.png", ENDITEM, LAST);');
    expect(node.postData).toEqual({ '@type': 'FormPostData', parameters: [{ name: 'a', value: '1 2', encoded: true, useEquals: true }] });
    expect(node.downloadResources).toBe(true);
  });

  it('sends a form of GET in the address', async () => {
    const { address } = await request('web_submit_data("f", "Action=http://a.example/f?k=1", "Method=GET", ITEMDATA, "Name=a", "Value=1", ENDITEM, LAST);');
    expect(address).toBe('http://a.example/f?k=1&a=1');
  });

  it('sends files of the script as parts, and names those that are missing', async () => {
    const { node, result } = await request('web_submit_data("f", "Action=http://a.example/f", "Method=POST", "EncType=multipart/form-data", ITEMDATA, "Name=a", "Value=1", ENDITEM, "Name=f", "Value=up\\\\here.txt", "File=Yes", "ContentType=text/plain", ENDITEM, "Name=g", "Value=gone.bin", "File=Yes", ENDITEM, LAST);', { 'up/here.txt': 'hello' });
    expect(node.postData).toEqual({ '@type': 'MultipartPostData', parts: [
      { '@type': 'MultipartTextPart', name: 'a', value: '1' }, { '@type': 'MultipartFilePart', name: 'f', filename: 'here.txt', mimeType: 'text/plain' }, { '@type': 'MultipartFilePart', name: 'g', filename: 'gone.bin', mimeType: 'application/octet-stream' },
    ] });
    expect(result.files).toEqual([{ name: 'here.txt', bytes: Buffer.from('hello') }]);
    expect(entriesOf(result, 'MISSING_DATA_FILE').map(({ facts }) => facts?.['filename'])).toEqual(['gone.bin']);
  });

  it('takes a text with its type, parameters in it', async () => {
    const { node } = await request('web_custom_request("c", "URL=http://a.example/", "Method=PATCH", "EncType=application/json; charset=utf-8", "Body={\\"a\\":" "\\"{n}\\"}", LAST);', { 's.prm': custom({ n: '1' }) });
    expect([node.method, node.headers, node.postData]).toEqual(['PATCH', [{ name: 'Content-Type', value: 'application/json; charset=utf-8' }], { '@type': 'RawPostData', text: '{"a":"${n}"}' }]);
  });

  it('takes bytes as text where they are one, else as a file', async () => {
    const text = await request('web_custom_request("c", "URL=http://a.example/", "Method=POST", "EncType=x/y", "BodyBinary=a\\\\xC3\\\\xA9", LAST);');
    expect(text.node.postData).toEqual({ '@type': 'RawPostData', text: 'aé' });
    const bytes = await request('web_custom_request("c d", "URL=http://a.example/", "Method=POST", "EncType=x/y", "BodyBinary=\\\\xFF\\\\x00z", LAST);');
    expect(bytes.node.postData).toEqual({ '@type': 'FilePostData', filename: 'c_d.bin', mimeType: 'x/y' });
    expect(bytes.result.files).toEqual([{ name: 'c_d.bin', bytes: Buffer.from([255, 0, 122]) }]);
  });

  it('takes headers of web_rest, which win over those of the script', async () => {
    const { node } = await request('web_add_auto_header("Accept", "*/*");\nweb_rest("r", "URL=http://a.example/", "Method=DELETE", "EncType=raw", HEADERS, "Name=Accept", "Value=text/plain", ENDHEADER, LAST);');
    expect([node.method, node.headers]).toEqual(['DELETE', [{ name: 'Accept', value: 'text/plain' }]]);
  });
});

describe('steps whose request the recording has', () => {
  const snapshot = (url: string, header: string): Record<string, string> => ({ 'data/t1.inf': `[t1]\nURL1=${url}\nRequestHeaderFile=t1_RequestHeader.txt\nRequestBodyFile=NONE\nTotal=1\n`, 'data/t1_RequestHeader.txt': header });

  it('are read from the snapshot', async () => {
    const { address } = await request('web_link("Next", "Text=Next", "Snapshot=t1.inf", LAST);', snapshot('http://a.example/next?page=2', 'GET /next?page=2 HTTP/1.1\r\n'));
    expect(address).toBe('http://a.example/next?page=2');
  });

  it('send the fields of a form of GET in the place of the recorded ones', async () => {
    const { address } = await request('web_submit_form("f", "Snapshot=t1.inf", ITEMDATA, "Name=b", "Value=9", ENDITEM, "Name=c", "Value=3", ENDITEM, LAST);', snapshot('http://a.example/f?a=1&b=2', 'GET /f?a=1&b=2 HTTP/1.1\r\n'));
    expect(address).toBe('http://a.example/f?a=1&b=9&c=3');
  });

  it('without it are markers that keep what waited for their answer', async () => {
    const result = await imported('web_reg_find("Text=hello", LAST);\nweb_image("logo", "Alt=logo", "Snapshot=t7.inf", LAST);\nweb_url("p", "URL=http://a.example/", LAST);');
    expectSound(result);
    expect(entriesOf(result, 'MISSING_SNAPSHOT')).toMatchObject([{ marker: '[LoadRunner] logo', script: 's', action: 'Action', line: 4, function: 'web_image', facts: { '@type': 'ImportFileFacts', filename: 't7.inf' } }]);
    expect(nodesOf(main(result), 'JSR223Action').map(({ children }) => children?.length)).toEqual([1]);
    expect(requestsOf(main(result)).map(({ children }) => children.length)).toEqual([0]);
  });
});

describe('what requests are sent with', () => {
  it('headers last as long as they were set for', async () => {
    const result = await imported(['web_add_auto_header("A", "1");', 'web_add_header("B", "2");', 'web_url("1", "URL=http://a.example/1", LAST);', 'web_url("2", "URL=http://a.example/2", LAST);', 'web_revert_auto_header("A");', 'web_url("3", "URL=http://a.example/3", "Referer=http://r/", LAST);'].join('\n'));
    expect(requestsOf(main(result)).map(({ headers }) => headers.map(({ name, value }) => `${name}: ${value}`))).toEqual([['A: 1', 'B: 2'], ['A: 1'], ['Referer: http://r/']]);
  });

  it('cookies with a value of the script are sent, others only named', async () => {
    const result = await imported(['web_reg_save_param("sid", "LB=a", "RB=b", LAST);', 'web_url("1", "URL=http://a.example/1", LAST);', 'web_add_cookie("_ga=1; DOMAIN={sid}.example");', 'web_add_cookie("S={sid}; DOMAIN=a.example");', 'web_add_cookie("T={sid}");', 'web_url("2", "URL=http://a.example/2", LAST);'].join('\n'));
    expect(entriesOf(result, 'RECORDED_COOKIE').map((entry) => ('function' in entry ? entry.function : ''))).toEqual(['_ga']);
    expect(requestsOf(main(result)).map(({ headers }) => headers)).toEqual([[], [{ name: 'Cookie', value: 'S=${sid}; T=${sid}' }]]);
  });

  it('credentials become those of the server, without the password', async () => {
    const action = (password: string, host = 'a.example:80'): string => `web_set_user("robot", ${password}, "${host}");\nweb_url("1", "URL=http://a.example/1", LAST);`;
    const clear = await imported(action('"hunter2"'));
    expect(clear.servers.map(({ authorizations }) => authorizations)).toEqual([[{ type: 'BASIC', basePath: '/', username: 'robot', password: '', domain: '' }]]);
    expect(entriesOf(clear, 'SERVER_AUTHORIZATION').map(({ facts }) => facts)).toEqual([{ '@type': 'LoadRunnerAuthorizationFacts', username: 'robot', domain: '', target: 'a.example:80', server: 'a.example' }]);
    expect(JSON.stringify(clear)).not.toContain('hunter2');
    const reference = await imported(action('"{secret}"'), { 's.prm': custom({ secret: 'x' }) });
    expect(reference.servers[0]?.authorizations[0]?.password).toBe('${secret}');
    expect(kindsOf(reference)).toEqual([]);
    const elsewhere = await imported(action('"{secret}"', '{host}'), { 's.prm': custom({ secret: 'x', host: 'a.example' }) });
    expect(entriesOf(elsewhere, 'SERVER_AUTHORIZATION').map(({ facts }) => facts?.['server'])).toEqual(['']);
  });

  it('says what it was asked of the transport', async () => {
    const result = await imported('web_set_sockets_option("SSL_VERSION", "AUTO");\nweb_set_sockets_option("TLS_SNI", "0");\nweb_set_proxy("proxy:3128");');
    expect(entriesOf(result, 'TRANSPORT_OPTION').map(({ facts }) => [facts?.['option'], facts?.['value']])).toEqual([['TLS_SNI', '0'], ['proxy', 'proxy:3128']]);
  });
});
