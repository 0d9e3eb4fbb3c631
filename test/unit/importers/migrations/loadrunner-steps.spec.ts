import { describe, expect, it } from 'vitest';
import { walkActions, type ActionNode } from '../../../../src/contract/actions.js';
import type { LoadRunnerImport } from '../../../../src/local/importers/migrations/loadrunner/import-loadrunner.js';
import { nodesOf } from '../design-tree.js';
import { custom, imported } from './loadrunner-script.js';
import { entriesOf, expectSound, kindsOf } from './sound-migration.js';

const URL = '"URL=http://a.example/", LAST';
const get = (name: string): string => `web_url("${name}", ${URL});`;
/** Names of the tree, children in brackets. */
const shape = (nodes: readonly ActionNode[] = []): string => nodes.map(({ name, children }) => (children === undefined || children.length === 0 ? (name ?? '') : `${name ?? ''}(${shape(children)})`)).join(' ');
const shapeOf = ({ virtualUsers }: LoadRunnerImport): string => shape(virtualUsers[0]?.children);
const typesOf = ({ virtualUsers }: LoadRunnerImport): string[] => [...walkActions(virtualUsers[0]?.children ?? [])].map(({ node }) => node['@type']);
const first = ({ virtualUsers }: LoadRunnerImport, type: string): ActionNode | undefined => (virtualUsers[0] === undefined ? undefined : nodesOf(virtualUsers[0], type)[0]);
const saveFacts = (result: LoadRunnerImport, kind: string): unknown[] => entriesOf(result, kind).map(({ facts }) => [facts?.['parameter'], facts?.['values']]);

describe('transactions', () => {
  it.each<[string, string, string]>([
    ['hold what stands between their ends', `lr_start_transaction("A"); ${get('1')} lr_end_transaction("A", LR_AUTO); ${get('2')}`, 'A(1) 2'],
    ['nest', `lr_start_transaction("A"); lr_start_sub_transaction("B", "A"); ${get('1')} lr_end_sub_transaction("B", LR_AUTO); ${get('2')} lr_end_transaction("A", LR_AUTO);`, 'A(B(1) 2)'],
    ['that overlap end together', `lr_start_transaction("A"); ${get('1')} lr_start_transaction("B"); ${get('2')} lr_end_transaction("A", LR_AUTO); ${get('3')} lr_end_transaction("B", LR_AUTO);`, 'A(1 B(2)) 3'],
    ['end in either branch', `lr_start_transaction("A"); ${get('1')} if (x) { lr_end_transaction("A", LR_PASS); } else { lr_end_transaction("A", LR_FAIL); } ${get('2')}`, 'A(1) 2'],
    ['that never end hold the rest', `lr_start_transaction("A"); ${get('1')} ${get('2')}`, 'A(1 2)'],
    ['may end before they start', `lr_end_transaction("A", LR_AUTO); lr_start_transaction("A"); ${get('1')}`, 'A(1)'],
  ])('%s', async (_name, action, expected) => {
    const result = await imported(action);
    expectSound(result);
    expect([shapeOf(result), kindsOf(result)]).toEqual([expected, []]);
  });

  it('are named by the one text their parameter holds, or reported', async () => {
    const one = await imported(`lr_save_string("Pay", "t"); lr_start_transaction(lr_eval_string("{t}")); ${get('1')} lr_end_transaction(lr_eval_string("{t}"), LR_AUTO);`);
    expect([shapeOf(one), kindsOf(one)]).toEqual(['Pay(1)', []]);
    const several = await imported(`lr_save_string("A", "t"); lr_start_transaction(lr_eval_string("{t}")); ${get('1')} lr_end_transaction(lr_eval_string("{t}"), LR_AUTO); lr_save_string("B", "t"); lr_start_transaction(lr_eval_string("{t}")); ${get('2')}`);
    expect(shapeOf(several)).toBe('${t}(1) ${t}(2)');
    expect(saveFacts(several, 'STEP_NAME_PARAMETER')).toEqual([['t', ['A', 'B']]]);
    expect(saveFacts(several, 'SAVED_PARAMETER')).toEqual([['t', ['A', 'B']]]);
  });
});

describe('think times', () => {
  const delay = async (seconds: string, cfg: string): Promise<unknown> => {
    const result = await imported(`lr_think_time(${seconds});`, { 'default.cfg': `[ThinkTime]\n${cfg}\n` });
    expectSound(result);
    const think = first(result, 'DelayAction')?.['thinktime'];
    return think === undefined ? kindsOf(result) : think;
  };
  it.each<[string, string, unknown]>([
    ['2', 'Options=RECORDED', { value: 2000 }], ['2.5', 'Options=MULTIPLY\nFactor=2', { value: 5000 }], ['90', 'Options=RECORDED\nLimitFlag=1\nLimit=3', { value: 3000 }],
    ['2', 'Options=RANDOM\nThinkTimeRandomLow=50\nThinkTimeRandomHigh=150', { min: 1000, max: 3000 }],
  ])('%s seconds with %j', async (seconds, cfg, expected) => {
    expect(await delay(seconds, cfg)).toMatchObject(expected as object);
  });
  it('are none where the script has none, and reported where C computes them', async () => {
    expect(await delay('2', 'Options=NOTHINK')).toEqual([]);
    expect(await delay('n', 'Options=NOTHINK')).toEqual([]);
    expect(await delay('n * 2', 'Options=RECORDED')).toEqual(['THINK_TIME_NOT_LITERAL']);
  });
});

describe('parameters a script writes', () => {
  it('become constants where they hold one text', async () => {
    const result = await imported(`lr_save_string("blue", "c"); lr_save_int(5, "n"); lr_param_sprintf("p", "%s-%s%%", "a", "b"); web_url("{c}{n}{p}", "URL=http://a.example/{c}{n}{p}", LAST);`);
    expect(result.variables.map(({ name, variable }) => [name, 'value' in variable ? variable.value : ''])).toEqual([['c', 'blue'], ['n', '5'], ['p', 'a-b%']]);
    expect([shapeOf(result), kindsOf(result)]).toEqual(['${c}${n}${p}', []]);
  });

  it.each<[string, string, unknown[]]>([
    ['several values', 'lr_save_string("a", "v"); lr_save_string("b", "v");', ['a', 'b']],
    ['a value of C', 'lr_save_string(buffer, "v");', ['']],
    ['a value that is read when it runs', 'lr_save_string(lr_eval_string("{x}-1"), "v");', ['${x}-1']],
    ['a number in its format', 'lr_param_sprintf("v", "%d", i);', ['']],
    ['a date in two formats', 'lr_save_datetime("%Y", DATE_NOW, "v"); lr_save_datetime("%m", DATE_NOW, "v");', ['%Y', '%m']],
  ])('are reported with %s', async (_name, action, values) => {
    const result = await imported(action, { 's.prm': custom({ x: '1' }) });
    expect(saveFacts(result, 'SAVED_PARAMETER')).toEqual([['v', values]]);
  });

  it('are left to the data file where one declares them', async () => {
    const result = await imported('lr_save_string("a", "x");', { 's.prm': custom({ x: '1' }) });
    expect(result.variables.map(({ variable }) => variable)).toEqual([{ '@type': 'ConstantVariable', value: '1' }]);
    expect(saveFacts(result, 'SAVED_PARAMETER')).toEqual([['x', ['a']]]);
  });

  it.each<[string, string, string]>([
    ['"%Y-%m-%d"', 'DATE_NOW', '${__time(yyyy-MM-dd,)}'], ['"%d/%m/%Y %H:%M"', 'DATE_NOW + ONE_DAY', '${__timeShift(dd/MM/yyyy HH:mm,,P1D,,)}'], ['"%Y at %H"', 'TIME_NOW - (2 * ONE_HOUR)', "${__timeShift(yyyy 'at' HH,,-PT7200S,,)}"],
  ])('hold the date %s of %s', async (format, when, expected) => {
    const result = await imported(`lr_save_datetime(${format}, ${when}, "d"); web_custom_request("c", "URL=http://a.example/", "Method=POST", "Body={d}", LAST);`);
    expect([kindsOf(result), first(result, 'HttpRequestAction')?.['postData']]).toEqual([[], { '@type': 'RawPostData', text: expected }]);
  });

  it('hold a date that only C knows: reported by what could be read', async () => {
    const facts = async (action: string): Promise<unknown> => entriesOf(await imported(action), 'DATE_PARAMETER').map((entry) => [entry.facts?.['expression'], entry.facts?.['pattern']]);
    expect(await facts('lr_save_datetime("%Y", DATE_NOW + ONE_DAY * days, "d");')).toEqual([['', 'yyyy']]);
    expect(await facts('lr_save_datetime("%X", DATE_NOW, "d");')).toEqual([['', '']]);
  });

  it('take any value of a list by a second capture beside the first', async () => {
    const result = await imported(`web_reg_save_param_regexp("ParamName=p", "RegExp=id=(.)", "Ordinal=All", LAST); ${get('1')} lr_save_string(lr_paramarr_random("p"), "q"); web_url("{q}", ${URL});`);
    expectSound(result);
    expect(nodesOf(result.virtualUsers[0] ?? { children: [] }, 'RegexpVariableExtractor').map(({ name, matchNumber, regexp }) => [name, matchNumber, regexp])).toEqual([['p', -1, 'id=(.)'], ['q', 0, 'id=(.)']]);
    expect(kindsOf(result)).toEqual([]);
  });
});

describe('captures', () => {
  it.each<[string, Record<string, unknown>]>([
    ['web_reg_save_param("v", "LB=a", "RB=b", "ORD=2", LAST)', { '@type': 'BoundaryVariableExtractor', leftBoundary: 'a', rightBoundary: 'b', matchNumber: 2, from: 'BODY' }],
    ['web_reg_save_param("v", "LB/IC=a.", "RB=$", "Search=Headers", LAST)', { '@type': 'RegexpVariableExtractor', regexp: '(?i)a\\.([\\s\\S]*?)\\$', template: '$1$', from: 'HEADERS' }],
    ['web_reg_save_param("v", "LB/DIG=n#=", "RB/ALNUM=^;", LAST)', { regexp: 'n\\d=([\\s\\S]*?)[A-Za-z0-9];' }],
    ['web_reg_save_param("v", "LB=a", "RB=b", "SaveOffset=2", "SaveLen=3", LAST)', { regexp: 'a[\\s\\S]{2}([\\s\\S]{0,3})[\\s\\S]*?b' }],
    ['web_reg_save_param("v", "LB={x}", "RB=b", LAST)', { leftBoundary: '${x}' }],
    ['web_reg_save_param("v", "LB/IC={x}.", "RB=b", LAST)', { regexp: '(?i)${x}\\.([\\s\\S]*?)b' }],
    ['web_reg_save_param_ex("ParamName=v", "LB=a", "RB=b", "Ordinal=ALL", SEARCH_FILTERS, "Scope=Cookies", LAST)', { '@type': 'BoundaryVariableExtractor', matchNumber: -1, from: 'HEADERS' }],
    ['web_reg_save_param_regexp("ParamName=v", "RegExp=a(\\\\d)(b)", "Group=2", LAST)', { regexp: 'a(\\d)(b)', template: '$2$' }],
    ['web_reg_save_param_regexp("ParamName=v", "RegExp=ab", LAST)', { template: '$0$' }],
    ['web_reg_save_param_json("ParamName=v", "QueryString=$.a", "SelectAll=Yes", LAST)', { '@type': 'JsonVariableExtractor', path: '$.a', matchNumber: -1 }],
    ['web_reg_save_param_xpath("ParamName=v", "QueryString=//a", "ReturnXML=Yes", LAST)', { '@type': 'XPath1VariableExtractor', xpath: '//a', returnFragment: true }],
    ['web_reg_save_param_attrib("ParamName=v", "TagName=a", "Extract=href", "Class=x\\"y", LAST)', { '@type': 'CssVariableExtractor', selector: 'a[class="x\\"y"]', attribute: 'href' }],
    ['web_create_html_param("v", "a", "b")', { '@type': 'BoundaryVariableExtractor', leftBoundary: 'a', rightBoundary: 'b' }],
  ])('%s', async (call, expected) => {
    const result = await imported(`${call}; ${get('1')}`, { 's.prm': custom({ x: '1' }) });
    expectSound(result);
    expect(kindsOf(result)).toEqual([]);
    const [node] = nodesOf(result.virtualUsers[0] ?? { children: [] }, 'HttpRequestAction')[0]?.children ?? [];
    expect(node).toMatchObject({ name: 'v', enabled: true, defaultValue: '', ...expected });
  });

  it('that wait in vain are said', async () => {
    const result = await imported('web_reg_save_param("v", "LB=a", "RB=b", LAST);');
    expect(result.notes).toMatchObject([{ level: 'dropped', name: 'v' }]);
  });
});

describe('checks', () => {
  it.each<[string, Record<string, unknown>]>([
    ['"Text=a.b"', { '@type': 'ResponseAssertion', rule: 'SUBSTRING', values: ['a.b'], negate: false, location: 'BODY' }],
    ['"Text/IC=a.b", "Search=Headers"', { rule: 'CONTAINS', values: ['(?i)a\\.b'], location: 'HEADERS' }],
    ['"Text=a", "Fail=Found"', { negate: true }],
    ['"TextPfx=<a>", "TextSfx=</a>"', { rule: 'CONTAINS', values: ['<a>[\\s\\S]*?</a>'] }],
    ['"Text=a", "SaveCount=n"', { '@type': 'RegexpVariableExtractor', name: 'n', matchNumber: -1, regexp: 'a' }],
  ])('web_reg_find %s', async (attributes, expected) => {
    const result = await imported(`web_reg_find(${attributes}, LAST); ${get('1')}`);
    expectSound(result);
    expect(first(result, 'HttpRequestAction')?.children?.[0]).toMatchObject(expected);
    expect(kindsOf(result)).toEqual([]);
  });

  it('stand on the last answer or on all of them, as they were written', async () => {
    const result = await imported(`web_global_verification("Text=error", "Fail=Found", LAST); ${get('1')} web_find("f", "What=hello", LAST);`);
    expect(shapeOf(result)).toBe('does not contain error 1(contains hello)');
  });
});

describe('control flow', () => {
  it('becomes containers where it can be read', async () => {
    const result = await imported(`if (atoi(lr_eval_string("{n}")) > 1) ${get('1')} else if (strcmp(lr_eval_string("{n}"), "0") == 0) ${get('2')}
      for (i = 0; i < 2; i++) { ${get('3')} } switch (atoi(lr_eval_string("{n}"))) { case 1: case 2: ${get('4')} break; default: ${get('5')} }`, { 's.prm': custom({ n: '1' }) });
    expectSound(result);
    expect(kindsOf(result)).toEqual([]);
    expect(typesOf(result)).toEqual(['IfContainerAction', 'HttpRequestAction', 'IfContainerAction', 'IfContainerAction', 'HttpRequestAction', 'LoopContainerAction', 'HttpRequestAction', 'ContainerAction', 'IfContainerAction', 'HttpRequestAction', 'IfContainerAction', 'HttpRequestAction']);
  });

  it('keeps the branch whose guard only C knows, and not the other', async () => {
    const result = await imported(`if (rc == 1) { ${get('1')} } else { ${get('2')} } while (go) { ${get('3')} }`);
    expectSound(result);
    expect(result.virtualUsers[0]?.children.map((node) => node['condition'])).toEqual(['true', 'false', '']);
    expect(entriesOf(result, 'CONDITION_NOT_SUPPORTED').map(({ facts }) => facts?.['condition'])).toEqual(['rc == 1', 'go']);
  });

  it('says what it cannot keep', async () => {
    const result = await imported(`for (i = 0; i < n; i++) { ${get('1')} if (i == 2) break; } switch (x) { case 1: ${get('2')} case 2: ${get('3')} break; }`);
    expectSound(result);
    expect(result.assessment.unconverted.map((entry) => [entry.kind, entry.function])).toEqual([['CONTROL_FLOW', 'break'], ['LOOP_BOUND_NOT_LITERAL', 'i = 0; i < n; i++'], ['CONDITION_NOT_SUPPORTED', 'switch'], ['CONTROL_FLOW', 'case 1']]);
  });

  it('leaves out what decides nothing', async () => {
    const result = await imported('if (debug) { lr_output_message("x"); } for (i = 0; i < n; i++) { lr_log_message("y"); }');
    expect([shapeOf(result), kindsOf(result)]).toEqual(['', []]);
  });

  it('runs requests in a condition before it', async () => {
    const result = await imported(`if (web_url("1", ${URL}) == LR_FAIL) { ${get('2')} }`);
    expect(shapeOf(result)).toMatch(/^1 if .*\(2\)$/);
  });

  it('writes functions of the script out where they are called, once in a circle', async () => {
    const result = await imported('A(); A();', { 'lib.c': `A() { ${get('1')} B(); }\nB() { ${get('2')} A(); }\n` });
    expectSound(result);
    expect(shapeOf(result)).toBe('A(1 B(2)) A(1 B(2))');
  });

  it('refuses a script that unrolls without bound', async () => {
    const lib = Array.from({ length: 30 }, (_unused, at) => `f${at}() { f${at + 1}(); f${at + 1}(); }`).join('\n');
    await expect(imported('f0();', { 'lib.c': `${lib}\nf30() { ${get('1')} }` })).rejects.toThrow(/comes to more than 100000 steps/);
  });
});

describe('what has no counterpart', () => {
  it.each<[string, string]>([
    ['web_js_run("Code=x", LAST)', 'UNSUPPORTED_FUNCTION'], ['lr_user_data_point("x", 1)', 'UNSUPPORTED_FUNCTION'], ['lr_get_attrib_string("x")', 'UNSUPPORTED_FUNCTION'], ['vtc_connect("x")', 'UNSUPPORTED_FUNCTION'],
    ['lrs_create_socket("s", "TCP", LrsLastArg)', 'SOCKET_PROTOCOL'], ['sapgui_logon("a", "b")', 'SAP_PROTOCOL'], ['rdp_key("x")', 'RDP_PROTOCOL'], ['ctrx_type("x")', 'TERMINAL_PROTOCOL'], ['TE_type("x")', 'TERMINAL_PROTOCOL'],
    ['strcpy(a, "b")', 'CUSTOM_C_CODE'], ['x = my_helper(1)', 'CUSTOM_C_CODE'], ['web_add_header("X", buffer)', 'UNSUPPORTED_FUNCTION'],
  ])('%s is %s', async (call, kind) => {
    const result = await imported(`${call};\n${call};`);
    expectSound(result);
    const name = /(\w+)\(/.exec(call)?.[1] ?? '';
    expect(result.assessment.unconverted.map((entry) => [entry.kind, entry.marker, entry.script, entry.action, entry.line, entry.function])).toEqual([[kind, `[LoadRunner] ${name}`, 's', 'Action', 3, name], [kind, `[LoadRunner] ${name} (2)`, 's', 'Action', 4, name]]);
    expect(nodesOf(result.virtualUsers[0] ?? { children: [] }, 'JSR223Action').map(({ enabled, script }) => [enabled, script])).toEqual([[false, call], [false, call]]);
  });

  it('meetings take every user, which is said once', async () => {
    const result = await imported('lr_rendezvous("go"); lr_rendezvous("go");');
    expectSound(result);
    expect(entriesOf(result, 'RENDEZVOUS_POLICY').map(({ marker, facts }) => [marker, facts])).toEqual([['go', { '@type': 'ImportRendezVousFacts', scope: 'GLOBAL', timeoutMs: 30_000, type: 'PERCENTAGE', value: 100 }]]);
  });

  it('exits end the user or its iteration', async () => {
    const result = await imported('lr_exit(LR_EXIT_ITERATION_AND_CONTINUE, LR_FAIL); lr_abort();');
    expectSound(result);
    expect(nodesOf(result.virtualUsers[0] ?? { children: [] }, 'GenericAction').map(({ properties }) => (properties as Record<string, unknown>)['ActionProcessor.action'])).toEqual([3, 0]);
  });
});
