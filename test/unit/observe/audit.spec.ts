import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditChain, type ChainEnd } from '../../../src/observe/audit-chain.js';
import { asideOf, AuditFile } from '../../../src/observe/audit-file.js';
import { AuditVerification, type Verdict } from '../../../src/observe/audit-verification.js';
import { DenialBudget } from '../../../src/observe/denial-budget.js';
import { targetIds } from '../../../src/observe/target-ids.js';

const KEY = 'a key of the operator, long enough';
let folder: string;
let file: string;
let anchors: ChainEnd[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  file = join(folder, 'audit.jsonl');
  anchors = [];
});
afterEach(() => { rmSync(folder, { recursive: true }); });

interface Options { readonly maxBytes?: number; readonly keep?: number; readonly key?: string | null }
const open = ({ maxBytes = 1_000_000, keep = 0, key = KEY }: Options = {}): AuditFile => new AuditFile(new AuditChain(key ?? undefined), { file, maxBytes, keep, anchored: (_, end) => { anchors.push(end); } });
/** A log of one run with these many lines between its start and its stop. */
function written(lines: number, options: Parameters<typeof open>[0] = {}): void {
  const log = open(options);
  for (let index = 1; index <= lines; index++) log.append('begun', { tool: `tool_${index}` });
  log.close();
}
const linesOf = (name = file): string[] => readFileSync(name, 'utf8').split('\n').slice(0, -1);
function changed(change: (lines: string[]) => string[]): void { writeFileSync(file, `${change(linesOf()).join('\n')}\n`); }
function verified({ key = KEY, anchor }: { key?: string | null; anchor?: ChainEnd } = {}): Verdict {
  const verification = new AuditVerification(new AuditChain(key ?? undefined), anchor);
  for (const name of [...asideOf(file).map((aside) => join(folder, aside)), file]) {
    const text = readFileSync(name, 'utf8');
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const [index, line] of lines.entries()) verification.take({ file: name, line: index + 1, text: line, isFinished: true });
    if (rest !== '') verification.take({ file: name, line: lines.length + 1, text: rest, isFinished: false });
  }
  return verification.verdict();
}
const brokenAt = (verdict: Verdict): [number | undefined, string | undefined] => [verdict.broken?.line, verdict.broken?.what];

describe('a log as it was written', () => {
  it('hangs together over restarts and files put aside, and says where it stands', () => {
    written(20, { maxBytes: 1_500 });
    written(20, { maxBytes: 1_500 });
    expect(asideOf(file).length).toBeGreaterThan(3);
    const { broken, lines, end, notes } = verified();
    expect(broken).toBeUndefined();
    expect([end?.seq, end]).toEqual([lines, anchors.at(-1)]);
    expect(notes).toHaveLength(1);
    expect(verified({ anchor: anchors[2] as ChainEnd }).broken).toBeUndefined();
  });

  it('keeps so many files put aside and no more; what is left still hangs together', () => {
    written(60, { maxBytes: 1_000, keep: 2 });
    expect(asideOf(file)).toHaveLength(2);
    const { broken, notes } = verified();
    expect(broken).toBeUndefined();
    expect(notes.join()).toContain('what was before is not among these files');
  });

  it('goes on after a writer that was killed, also within a line', () => {
    const log = open();
    log.append('begun', { tool: 'one' });
    appendFileSync(file, '{"seq":3,"time":"20');
    rmSync(`${file}.lock`);
    written(1);
    expect(verified().broken).toBeUndefined();
    expect(linesOf()[3]).toContain('"torn":true');
    changed((lines) => lines.map((line) => (line.startsWith('{"seq":3,"time":"20') && !line.includes('hash') ? 'two' : line)).flatMap((line) => (line === 'two' ? ['x', 'y'] : [line])));
    expect(verified().broken).toBeDefined();
  });

  it('is no other process\'s at the same time', () => {
    const log = open();
    writeFileSync(`${file}.lock`, JSON.stringify({ pid: process.ppid, host: hostname() }));
    expect(() => open()).toThrow(/is being written by process \d+; give each process a file of its own/);
    writeFileSync(`${file}.lock`, JSON.stringify({ pid: 2 ** 30, host: hostname() }));
    open().close();
    log.append('begun', {});
    expect(readdirSync(folder)).toEqual(['audit.jsonl']);
  });
});

describe('what was done to a log afterwards', () => {
  beforeEach(() => { written(5); });

  it.each([0, 2, 6])('an altered line is named (%i)', (at) => {
    changed((lines) => lines.map((line, index) => (index === at ? line.replace(/"pid":\d+|tool_\d|closed/, 'x') : line)));
    expect(brokenAt(verified())).toEqual([at + 1, 'this line was altered, or sealed with another key']);
  });

  it('a removed line, or several, are told by how many', () => {
    changed((lines) => lines.filter((_, index) => index !== 2));
    expect(brokenAt(verified())).toEqual([3, '1 lines before this one were removed']);
    changed((lines) => lines.filter((_, index) => index !== 2 && index !== 3));
    expect(brokenAt(verified())).toEqual([3, '3 lines before this one were removed']);
  });

  it('a repeated, a moved and a foreign line are found', () => {
    const original = linesOf();
    changed((lines) => [...lines.slice(0, 3), lines[1] ?? '', ...lines.slice(3)]);
    expect(brokenAt(verified())).toEqual([4, 'this line was inserted or moved: its number was there before']);
    changed(() => original.map((line, index) => original[index === 2 ? 3 : index === 3 ? 2 : index] ?? line));
    expect(verified().broken?.line).toBe(3);
    const forged = new AuditChain(undefined).append({ seq: 3, hash: '0'.repeat(64) }, 'begun', { tool: 'never' });
    changed(() => original.map((line, index) => (index === 3 ? forged.text : line)));
    expect(brokenAt(verified())).toEqual([4, 'this line was altered, or sealed with another key']);
  });

  it('a chain made anew without the key does not pass, and with it not before an anchor', () => {
    const anchor = anchors.at(-1) as ChainEnd;
    rmSync(file);
    written(5, { key: null });
    expect(brokenAt(verified())[0]).toBe(1);
    expect(verified({ key: null }).notes.join()).toContain('Without a key');
    rmSync(file);
    written(5);
    expect(verified().broken).toBeUndefined();
    expect(verified({ anchor }).broken?.what).toContain('with the hash of the anchor is not there');
  });

  it('a tail that was cut off is found within a line, by the missing stop, and for sure by an anchor', () => {
    const anchor = anchors.at(-1) as ChainEnd;
    truncateSync(file, readFileSync(file).length - 20);
    expect(brokenAt(verified())).toEqual([7, expect.stringContaining('the file ends within this line')]);
    changed(() => linesOf().slice(0, 5));
    expect(verified().broken).toBeUndefined();
    expect(verified().notes.join()).toContain('does not end with a stop');
    expect(verified({ anchor }).broken?.what).toContain('line 7 with the hash of the anchor is not there');
  });
});

describe('what is kept of arguments', () => {
  it('is ids by name and look, and nothing else', () => {
    expect(targetIds({ projectId: 'p1', virtualUserIds: ['v1', 'v-2'], id: 'x', name: 'secret', password: 'hunter2', patchId: 'no id, but words', valueId: 7, grid: 'abc', ids: [] })).toEqual({ projectId: 'p1', virtualUserIds: ['v1', 'v-2'], id: 'x' });
    expect(targetIds({ name: 'x' })).toBeUndefined();
    expect(targetIds(['projectId'])).toBeUndefined();
    expect(targetIds(null)).toBeUndefined();
    expect(targetIds({ projectIds: Array.from({ length: 50 }, (_, index) => `p${index}`) })?.['projectIds']).toHaveLength(20);
  });
});

describe('denials', () => {
  it('are written one by one up to a bound, then counted, each kind by itself', () => {
    const budget = new DenialBudget();
    const at = 600_000_000;
    const isWritten = Array.from({ length: 100 }, () => budget.take('missing', at).isWritten);
    expect(isWritten.filter(Boolean)).toHaveLength(30);
    expect(budget.take('scope ann', at)).toEqual({ isWritten: true, unwritten: [] });
    expect(budget.ended(at)).toEqual([]);
    expect(budget.take('missing', at + 60_000)).toEqual({ isWritten: true, unwritten: [{ kind: 'missing', count: 70 }] });
    expect(budget.drain()).toEqual([]);
  });

  it('of ever new names share one budget', () => {
    const budget = new DenialBudget();
    const isWritten = Array.from({ length: 5_000 }, (_, index) => budget.take(`scope ${index}`, 0).isWritten);
    expect(isWritten.filter(Boolean)).toHaveLength(1_030);
    expect(budget.drain()).toEqual([{ kind: 'others', count: 3_970 }]);
  });
});
