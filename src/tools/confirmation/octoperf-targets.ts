import { Injectable } from '@nestjs/common';
import { CallTargets, type CallTarget, digestOf, type PendingCall } from '../../mcp/index.js';
import { OctoperfClients } from '../../octoperf/octoperf-clients.js';
import { OperationTargets } from '../../octoperf/operations/operation-targets.js';
import { cutText } from '../vocabulary/cut-text.js';
import { type Subject, SUBJECTS } from './subjects.js';

/** Longest value of an argument that is shown; all of it counts. */
const VALUE_MAX = 300;
/** Says nothing to the person who decides. */
const SILENT: ReadonlySet<string> = new Set(['withoutUndo', 'idempotencyKey']);

/**
 * What a call acts on, found by the names of its arguments: a tool that names its scenario `scenarioId` needs not a line of its own.
 * Every other argument is shown as it is.
 */
@Injectable()
export class OctoperfTargets extends CallTargets {
  constructor(private readonly clients: OctoperfClients, private readonly operations: OperationTargets) { super(); }

  /** Throws what reading throws: what is not there cannot be confirmed. */
  async of({ effect, args, host }: PendingCall): Promise<CallTarget> {
    const octoperf = this.clients.of(host);
    const projectId = textOf(args['projectId']);
    const subjects: Subject[] = [];
    for (const [argument, describe] of SUBJECTS) {
      const id = textOf(args[argument]);
      // What hangs below a project goes with it only where the project itself is meant.
      if (id !== undefined) subjects.push(await describe({ octoperf, id, projectId, removes: effect === 'remove' && subjects.length === 0 && !(argument === 'projectId' && hasOthers(args)) }));
    }
    const operation = await this.operations.of(host, args);
    if (operation !== undefined) subjects.push(operation);
    const words = [...subjects.map((subject) => subject.words), othersOf(args)].filter((sentence) => sentence !== '').join(' ');
    return { words, digest: digestOf(subjects.map(({ facts }) => facts)) };
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const KNOWN: ReadonlySet<string> = new Set(SUBJECTS.map(([argument]) => argument));
const others = (args: PendingCall['args']): [string, unknown][] => Object.entries(args).filter(([name, value]) => value !== undefined && !KNOWN.has(name) && !SILENT.has(name));
const hasOthers = (args: PendingCall['args']): boolean => others(args).some(([name]) => name !== 'confirmProjectName');

/** The arguments that are no ids known here, as they were given. */
function othersOf(args: PendingCall['args']): string {
  const said = others(args).map(([name, value]) => {
    const { text, left } = cutText(JSON.stringify(value), VALUE_MAX);
    return `${name} ${text}${left > 0 ? `… (${left} more characters)` : ''}`;
  });
  return said.length === 0 ? '' : `With ${said.join(', ')}.`;
}
