import type { ActionNode } from '../../../../../contract/actions.js';
import { groovyFunction, negated } from '../../conditions.js';
import { containerOf, ifNode } from '../../planted-nodes.js';
import { elementName } from '../../../clean-text.js';
import { conditionOf, loopCount } from '../c-conditions.js';
import { callsWithin, type Call, type Statement, type SwitchLabel } from '../c-program.js';
import { sourceOf, type CToken } from '../c-tokens.js';
import { remark, report, type Place, type ScriptContext } from './context.js';

/** What makes steps of the statements in a block. */
export interface Blocks {
  readonly context: ScriptContext;
  block(statements: readonly Statement[]): ActionNode[];
  call(call: Call): ActionNode[];
  place(line: number, name: string): Place;
}
type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** Requests and functions of the script that are called in a condition run before it is asked. */
function calledIn(condition: readonly CToken[], blocks: Blocks): ActionNode[] {
  const own = new Set(blocks.context.script.functions.map(({ name }) => name));
  return callsWithin(condition).filter(({ name }) => own.has(name) || (/^web_/.test(name) && !/^web_get_int_property$/.test(name))).flatMap((call) => blocks.call(call));
}

/** A condition nothing here can read: the branch is decided, to be decided anew by hand. */
function unreadable(condition: string, line: number, word: string, blocks: Blocks): void {
  report(blocks.context, blocks.place(line, word), 'CONDITION_NOT_SUPPORTED', { facts: { '@type': 'LoadRunnerConditionFacts', condition } });
}

function convertIf({ condition, then, otherwise, line }: Of<'if'>, blocks: Blocks): ActionNode[] {
  const { ids, texts } = blocks.context;
  const before = calledIn(condition, blocks);
  const [yes, no] = [blocks.block(then), blocks.block(otherwise)];
  if (yes.length === 0 && no.length === 0) return before;
  const source = sourceOf(condition);
  const read = conditionOf(condition, texts);
  if (read === undefined) unreadable(source, line, 'if', blocks);
  const name = elementName(`if ${source}`, 'if');
  const [onYes, onNo] = read === undefined ? ['true', 'false'] : [groovyFunction(read), groovyFunction(negated(read))];
  return [...before, ...(yes.length === 0 ? [] : [ifNode(ids.id(), name, onYes, yes)]), ...(no.length === 0 ? [] : [ifNode(ids.id(), elementName(`else of ${source}`, 'else'), onNo, no)])];
}

const equals = (subject: readonly CToken[], label: readonly CToken[]): CToken[] => {
  const mark = (text: string): CToken => ({ kind: 'mark', text, value: '', line: label[0]?.line ?? 0 });
  return [...subject, mark('=='), ...label];
};

/** One expression per case, `default` where none of the others holds; undefined where the subject or a label cannot be read. */
function caseConditions({ subject, cases }: Of<'switch'>, context: ScriptContext): string[] | undefined {
  const own = cases.map(({ labels }) => labels.map((label) => conditionOf(equals(subject, label), context.texts)));
  const all = own.flat();
  if (all.some((expression) => expression === undefined)) return undefined;
  const anyOf = (expressions: readonly (string | undefined)[]): string => (expressions.length === 0 ? 'false' : expressions.map((expression) => `(${expression ?? ''})`).join(' || '));
  return own.map((expressions, at) => (cases[at]?.isDefault === true ? negated(anyOf(all.filter((expression) => !expressions.includes(expression)))) : anyOf(expressions)));
}

const labelOf = ({ labels, isDefault }: SwitchLabel): string => [...labels.map((label) => `case ${sourceOf(label)}`), ...(isDefault ? ['default'] : [])].join(', ');

function convertSwitch(statement: Of<'switch'>, blocks: Blocks): ActionNode[] {
  const { context } = blocks;
  const before = calledIn(statement.subject, blocks);
  const bodies = statement.cases.map(({ body }) => blocks.block(body));
  if (bodies.every((nodes) => nodes.length === 0)) return before;
  const source = `switch (${sourceOf(statement.subject)})`;
  const conditions = caseConditions(statement, context)?.map(groovyFunction);
  if (conditions === undefined) unreadable(source, statement.line, 'switch', blocks);
  // A case that runs on into the next one does more than its own steps.
  statement.cases.forEach((label, at) => {
    if (!label.breaks && at < statement.cases.length - 1) report(context, blocks.place(statement.line, labelOf(label)), 'CONTROL_FLOW');
  });
  const first = bodies.findIndex((nodes) => nodes.length > 0);
  const children = statement.cases.flatMap((label, at): ActionNode[] => {
    const nodes = bodies[at] ?? [];
    return nodes.length === 0 ? [] : [ifNode(context.ids.id(), elementName(labelOf(label), 'case'), conditions?.[at] ?? String(at === first), nodes)];
  });
  return [...before, containerOf('ContainerAction', context.ids.id(), elementName(source, 'switch'), children)];
}

/** `if` and `switch` as If containers; what decides nothing is left out. */
export const convertBranch = (statement: Of<'if'> | Of<'switch'>, blocks: Blocks): ActionNode[] => (statement.kind === 'if' ? convertIf(statement, blocks) : convertSwitch(statement, blocks));

/** A While whose condition cannot be read stops after the first failing request, by its blank condition (entities.md §3.4). */
function convertWhile({ condition, body, bodyFirst, line }: Of<'while'>, blocks: Blocks): ActionNode[] {
  const { ids, texts } = blocks.context;
  const before = calledIn(condition, blocks);
  const children = blocks.block(body);
  if (children.length === 0) return before;
  const source = sourceOf(condition);
  const read = conditionOf(condition, texts);
  if (read === undefined) unreadable(source, line, 'while', blocks);
  else if (bodyFirst) remark(blocks.context, blocks.place(line, 'while'), { level: 'changed', name: source, reason: 'do … while asks behind its steps, here it is asked before them: a condition that is false at first skips them' });
  return [...before, containerOf('WhileContainerAction', ids.id(), elementName(`while ${source}`, 'while'), children, { condition: read === undefined ? '' : groovyFunction(read) })];
}

function convertFor({ parts, body, line }: Of<'for'>, blocks: Blocks): ActionNode[] {
  const { context } = blocks;
  const children = blocks.block(body);
  if (children.length === 0) return [];
  const count = loopCount(parts, context.texts);
  const header = parts.map((part) => sourceOf(part)).join('; ');
  const source = `for (${header})`;
  if (count !== undefined) return [containerOf('LoopContainerAction', context.ids.id(), elementName(source, 'for'), children, { count })];
  const marker = context.state.markers.next(source);
  report(context, blocks.place(line, header.slice(0, 200)), 'LOOP_BOUND_NOT_LITERAL', { marker });
  return [containerOf('ContainerAction', context.ids.id(), marker, children)];
}

/** Loops; a `for` whose bound is not certain runs its steps once, in a marker. */
export const convertLoop = (statement: Of<'while'> | Of<'for'>, blocks: Blocks): ActionNode[] => (statement.kind === 'while' ? convertWhile(statement, blocks) : convertFor(statement, blocks));
