import type { ActionNode } from '../../../contract/actions.js';
import { containerNode, delayNode, keptScript, requestNode } from '../design-nodes.js';
import type { IdSource } from '../import-result.js';
import { argumentsAt, closingOf, functionBody, reads, sourceOf, statementsOf } from '../javascript/statements.js';
import { staticNumber, staticText } from '../javascript/static-text.js';
import type { Token } from '../javascript/tokens.js';
import type { NoteBook } from '../note-book.js';
import type { ServerDrafts } from '../server-drafts.js';
import { callOf, type ScriptFunction } from './module.js';
import { pauseOf } from './pause.js';
import { functionNamed, type LoadedModule } from './program.js';
import { assignmentOf, forgetAssigned, readBinding } from './read-binding.js';
import { readChecks } from './read-checks.js';
import { batchRequests, requestCall, type RequestCall } from './request-call.js';
import type { K6Scope } from './script-scope.js';

/** What reading the functions of a script needs and fills. */
export interface ReadingContext { readonly ids: IdSource; readonly servers: ServerDrafts; readonly notes: NoteBook }

/** Deepest nesting of groups, loops and functions that are followed; the rest is kept as text. */
const DEEPEST = 20;

/** Where the reader is: in which file, which names are in force, how deep. */
interface Position { readonly file: LoadedModule; readonly scope: K6Scope; readonly depth: number }

/** Turns the statements of a function into actions. What takes running the script to know is kept as disabled script steps. */
export class FunctionReader {
  /** Tokens of called functions that may still be read: functions that call each other must not make a small script endless. */
  private budget = 200_000;

  constructor(private readonly context: ReadingContext) {}

  read(run: ScriptFunction, file: LoadedModule): ActionNode[] {
    return this.block(run.body, { file, scope: this.parameters(run, file.scope, []), depth: 0 });
  }

  private block(body: readonly Token[], position: Position): ActionNode[] {
    const nodes: ActionNode[] = [];
    let unread: Token[][] = [];
    const flush = (): void => {
      if (unread.length > 0) nodes.push(this.kept(unread, position));
      unread = [];
    };
    for (const statement of statementsOf(body)) {
      const made = this.understood(statement, position);
      if (made === undefined) {
        forgetAssigned(statement, position.scope);
        unread.push(statement);
        continue;
      }
      if (made.length > 0) flush();
      nodes.push(...made);
    }
    flush();
    return nodes;
  }

  /** The actions of a statement; [] where it only taught a name; undefined where it is not understood. */
  private understood(statement: readonly Token[], position: Position): ActionNode[] | undefined {
    const assignment = assignmentOf(statement);
    // What a function returns is not known to its caller; the call itself is a step all the same.
    const value = assignment?.value ?? (statement[0]?.text === 'return' ? statement.slice(1) : statement);
    const call = callOf(value);
    const made = call === undefined ? undefined : this.call(call, value, position);
    if (made !== undefined) {
      if (assignment !== undefined) this.bindAnswer(assignment, made, position.scope);
      return made;
    }
    if (assignment !== undefined) return readBinding(statement, position, this.context.ids) ? [] : undefined;
    if (value.length === 0) return [];
    return statement[0]?.text === 'for' ? this.loop(statement, position) : undefined;
  }

  private bindAnswer({ name, declares }: { name: string; declares: boolean }, made: readonly ActionNode[], scope: K6Scope): void {
    const [only] = made;
    const binding = only?.['@type'] === 'HttpRequestAction' ? { kind: 'answer' as const, node: only } : { kind: 'unknown' as const };
    if (declares) scope.bind(name, binding);
    else scope.rebind(name, binding);
  }

  private call({ name, member, given }: { name: string; member: string | undefined; given: Token[][] }, statement: readonly Token[], position: Position): ActionNode[] | undefined {
    const role = position.file.module.imported.get(name);
    if (role === 'http' && member === 'batch') return this.batch(given[0] ?? [], statement, position);
    if (role === 'http' && member !== undefined) return this.request(requestCall(member, given, position.scope), statement, position);
    if (member !== undefined) return undefined;
    if (role === 'sleep') return this.pause(given[0] ?? [], position);
    if (role === 'group') return this.group(given, position);
    if (role === 'check') return this.check(given, statement, position);
    return this.inlined(name, given, position);
  }

  private place(statement: readonly Token[], { file }: Position): string {
    return `${file.filename}, line ${file.lines.of(statement[0]?.start ?? 0)}`;
  }

  private request(call: RequestCall | string | undefined, statement: readonly Token[], position: Position): ActionNode[] | undefined {
    if (call === undefined) return undefined;
    const place = this.place(statement, position);
    if (typeof call === 'string') {
      this.context.notes.add({ level: 'kept', type: 'HttpRequestAction', name: sourceOf(position.file.module.source, statement).slice(0, 60), place, reason: `this request was not imported: ${call}` });
      return undefined;
    }
    const { address, name, method, headers, postData, followRedirects, remarks } = call;
    for (const reason of remarks) this.context.notes.add({ level: 'changed', type: 'HttpRequestAction', name: address.path, place, reason });
    return [requestNode(this.context.ids.id(), { name: name || (address.path.split('?', 1)[0] ?? ''), serverId: this.context.servers.keyOf(address), method, path: address.path, queryParameters: address.queryParameters, headers, postData, followRedirects }, [])];
  }

  /** Requests that go out together. */
  private batch(given: readonly Token[], statement: readonly Token[], position: Position): ActionNode[] | undefined {
    if (given[0]?.text !== '[' || closingOf(given, 0) !== given.length - 1) return undefined;
    const calls = batchRequests(argumentsAt(given, 0).given, position.scope, (tokens) => argumentsAt(tokens, 0).given);
    if (typeof calls === 'string') return this.request(calls, statement, position);
    const children = calls.flatMap((call) => this.request(call, statement, position) ?? []);
    return [{ '@type': 'ParallelContainerAction', id: this.context.ids.id(), name: 'Batch', enabled: true, parentSample: false, children }];
  }

  private pause(given: readonly Token[], position: Position): ActionNode[] | undefined {
    const found = pauseOf(given, (name) => position.file.module.imported.get(name));
    return found === undefined ? undefined : [delayNode([this.context.ids.id(), this.context.ids.id()], found.minMs, found.maxMs)];
  }

  private group(given: readonly (readonly Token[])[], position: Position): ActionNode[] | undefined {
    const body = given[1] === undefined ? undefined : functionBody(given[1]);
    if (body === undefined || position.depth >= DEEPEST) return undefined;
    const name = staticText(given[0] ?? [], position.scope.text) ?? 'Group';
    return [containerNode(this.context.ids.id(), name, this.block(body.body, { ...position, scope: position.scope.inner(), depth: position.depth + 1 }))];
  }

  /** `check(res, {…})`: assertions on the request that answered. What it could not read of it stays as a script step. */
  private check(given: readonly (readonly Token[])[], statement: readonly Token[], position: Position): ActionNode[] | undefined {
    const [subject = [], checks = []] = given;
    const binding = subject.length === 1 ? position.scope.binding(subject[0]?.text ?? '') : undefined;
    const inline = callOf(subject);
    const requests = binding === undefined && inline !== undefined && position.file.module.imported.get(inline.name) === 'http' ? this.call(inline, subject, position) : undefined;
    const node = binding?.kind === 'answer' && binding.path === undefined ? binding.node : requests?.length === 1 ? requests[0] : undefined;
    if (node?.['@type'] !== 'HttpRequestAction') return undefined;
    const { assertions, unread } = readChecks(checks, this.context.ids, position.scope);
    node.children = [...(node.children ?? []), ...assertions];
    if (assertions.length > 0) this.context.notes.add({ level: 'changed', type: 'Check', name: 'check', place: position.file.filename, reason: 'checks became assertions: a k6 check that fails is only counted, a failed assertion makes its request KO' });
    return [...(requests ?? []), ...(unread > 0 ? [this.kept([statement], position)] : [])];
  }

  /** The statements of a function of the script that is called with texts, in a container of its name. */
  private inlined(name: string, given: readonly (readonly Token[])[], position: Position): ActionNode[] | undefined {
    const found = functionNamed(name, position.file);
    if (found === undefined || position.depth >= DEEPEST || found.run.body.length > this.budget) return undefined;
    this.budget -= found.run.body.length + 20;
    const values = given.map((argument) => staticText(argument, position.scope.text));
    const scope = this.parameters(found.run, found.from.scope, values);
    const children = this.block(found.run.body, { file: found.from, scope, depth: position.depth + 1 });
    return [containerNode(this.context.ids.id(), name, children)];
  }

  private parameters(run: ScriptFunction, outer: K6Scope, values: readonly (string | undefined)[]): K6Scope {
    const scope = outer.inner();
    for (const [at, name] of run.parameters.entries()) {
      const text = values[at];
      scope.bind(name, text === undefined ? { kind: 'unknown' } : { kind: 'text', text });
    }
    return scope;
  }

  /** `for (let i = 0; i < 5; i++) { … }`: the only loop whose number of turns can be read. */
  private loop(statement: readonly Token[], position: Position): ActionNode[] | undefined {
    const variable = statement[3]?.text ?? '';
    const turns = staticNumber(statement.slice(9, 10));
    const counts = reads(statement, 0, 'for ( ? ? = 0 ; ? < ? ; ? ++ ) {') && statement[7]?.text === variable && statement[11]?.text === variable;
    if (!counts || turns === undefined || !Number.isInteger(turns) || position.depth >= DEEPEST || closingOf(statement, 14) !== statement.length - 1) return undefined;
    const scope = position.scope.inner();
    scope.bind(variable, { kind: 'unknown' });
    const children = this.block(statement.slice(15, -1), { ...position, scope, depth: position.depth + 1 });
    return [{ '@type': 'LoopContainerAction', id: this.context.ids.id(), name: `Loop ${turns}`, enabled: true, count: String(turns), children }];
  }

  /** Statements nobody understood, as one disabled script step in their place. */
  private kept(statements: readonly (readonly Token[])[], position: Position): ActionNode {
    const [first = []] = statements;
    const last = statements.at(-1) ?? first;
    const source = position.file.module.source.slice(first[0]?.start ?? 0, last.at(-1)?.end ?? 0);
    const place = this.place(first, position);
    this.context.notes.add({ level: 'kept', type: 'JSR223Action', name: source.split('\n', 1)[0] ?? 'Script', place, reason: `${statements.length} statement${statements.length === 1 ? '' : 's'} kept as a disabled JavaScript step: k6 scripts are read, not executed` });
    return keptScript('JSR223Action', this.context.ids.id(), `Script, ${place}`, source);
  }
}
