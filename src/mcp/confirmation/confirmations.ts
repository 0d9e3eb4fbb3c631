import { Injectable } from '@nestjs/common';
import { inputRequired } from '@modelcontextprotocol/server';
import { currentCall, currentCaller, markConfirmed, type SdkCall } from '../../auth/current-caller.js';
import { ApplicationConfig } from '../../config/application-config.js';
import { AgentError } from '../../errors/agent-error.js';
import { OutageError } from '../../errors/outage-error.js';
import { type ConfirmationHeard, Happenings } from '../../scope/happenings.js';
import { currentRequest, currentToolCall } from '../../scope/request-scope.js';
import { asksFor } from './asking.js';
import { type CallTarget, CallTargets, type PendingCall } from './call-targets.js';
import { digestOf } from './canonical.js';
import { CONFIRMATION } from './confirmation-argument.js';
import { givenConfirmation } from './given-confirmations.js';
import { type Bound, type Carrier, type Confirmation, ConfirmationSeal } from './sealed-confirmation.js';
import { UsedConfirmations } from './used-confirmations.js';

/** Most confirmations remembered as used at once; about 100 bytes each. */
const REMEMBERED = 100_000;
/** The name of our one question in the protocol's round trip. */
const QUESTION = 'confirm';
const FIELD = 'confirm';
const NOT_DONE = { retry: 'after-asking' } as const;

/**
 * Lets a call through, or asks for its confirmation. What is asked is bound to the tool, the arguments, the caller, the state of the
 * target and a time; it holds once. The only thing remembered between two calls is which confirmations were used.
 */
@Injectable()
export class Confirmations {
  private readonly seal: ConfirmationSeal;
  private readonly used = new UsedConfirmations(REMEMBERED);

  constructor(private readonly config: ApplicationConfig, private readonly targets: CallTargets, private readonly happenings: Happenings) {
    this.seal = new ConfirmationSeal(config.mcp.confirmation.secret);
  }

  /**
   * @returns undefined where the call may go on, else the question in the protocol's own form, for a client that can ask its user.
   * Throws AgentError with the question and a token for any other client, and for a confirmation that does not hold.
   */
  async judge(pending: PendingCall): Promise<object | undefined> {
    if (asksFor(this.config, pending.effect) !== 'ask') return undefined;
    const call = currentCall(pending.host);
    const given = givenConfirmation(call);
    const token = given ?? stateOf(call);
    const target = await this.targets.of(pending);
    const bound: Bound = { subject: currentCaller(pending.host).subject, tool: pending.tool, args: digestOf(pending.args), target: target.digest };
    if (token === undefined) {
      this.tell(pending, 'asked');
      return this.ask(pending, target, bound);
    }
    try {
      const confirmation = this.opened(token, bound, given === undefined ? 'client' : 'agent');
      if (given === undefined) requireYes(call);
      this.claim(confirmation);
      markConfirmed(pending.host, confirmation.id);
    } catch (error) {
      this.tell(pending, 'refused');
      throw error;
    }
    this.tell(pending, 'given');
    return undefined;
  }

  private tell({ tool, effect, host }: PendingCall, outcome: ConfirmationHeard['outcome']): void {
    const { subject, clientId } = currentCaller(host);
    this.happenings.tell('confirmation', { outcome, call: currentToolCall(), tool, effect, caller: { subject, clientId }, requestId: currentRequest()?.requestId });
  }

  private ask({ tool, title, host }: PendingCall, { words }: CallTarget, bound: Bound): object {
    const { seconds } = this.config.mcp.confirmation;
    const expiresAt = Date.now() + seconds * 1000;
    if (canAsk(host.getContext().getClientCapabilities())) return question(`${title}? ${words}`, this.seal.seal(bound, 'client', expiresAt));
    const token = this.seal.seal(bound, 'agent', expiresAt);
    throw new AgentError(`Not done yet: ${tool} (${title}) needs a confirmation. ${words}`, `Show this to the user. Once they agree, within ${seconds} s, call ${tool} with the same arguments and ${CONFIRMATION} "${token}".`, NOT_DONE);
  }

  /** The confirmation, where it is ours and holds for this call. */
  private opened(token: unknown, bound: Bound, carrier: Carrier): Confirmation {
    const confirmation = typeof token === 'string' ? this.seal.open(token) : undefined;
    if (confirmation?.carrier !== carrier) throw refused('This confirmation was not given out by this server, or the server was restarted since.');
    if (confirmation.subject !== bound.subject) throw refused('This confirmation was given to another account.');
    if (confirmation.tool !== bound.tool) throw refused(`This confirmation was given for ${confirmation.tool}, not for ${bound.tool}.`);
    if (confirmation.args !== bound.args) throw refused('The arguments are not those that were confirmed.');
    if (confirmation.expiresAt <= Date.now()) throw refused('This confirmation has expired.');
    if (confirmation.target !== bound.target) throw refused('What the call acts on has changed since it was shown.');
    return confirmation;
  }

  private claim({ id, expiresAt }: Confirmation): void {
    const claimed = this.used.claim(id, expiresAt);
    if (claimed === 'used') throw new AgentError('This confirmation was used before: it holds once.', `The first use may have done it: look first. To do it again, call without ${CONFIRMATION} and ask the user anew.`, NOT_DONE);
    if (claimed === 'full') throw new OutageError('This server takes no more confirmations for the moment.', { next: '' });
  }
}

const refused = (what: string): AgentError => new AgentError(what, `Call without ${CONFIRMATION} to see what it would do now and get a new one.`, NOT_DONE);

/** Whether the client said that it puts forms before its user (2026-07-28: said with every call). */
function canAsk(capabilities: { elicitation?: { form?: object | undefined; url?: object | undefined } | undefined } | undefined): boolean {
  const elicitation = capabilities?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

/** In the protocol's form. The empty content is what mcp-nest wants to see; the server extension takes it away again. */
function question(message: string, requestState: string): object {
  const requestedSchema = { type: 'object' as const, properties: { [FIELD]: { type: 'boolean' as const, title: 'Do it', default: false } }, required: [FIELD] };
  return { ...inputRequired({ inputRequests: { [QUESTION]: inputRequired.elicit({ message, requestedSchema }) }, requestState }), content: [] };
}

function stateOf({ mcpReq }: SdkCall): unknown {
  const state = mcpReq?.requestState;
  return typeof state === 'function' ? (state as () => unknown)() : state;
}

function requireYes({ mcpReq }: SdkCall): void {
  const answer = mcpReq?.inputResponses?.[QUESTION] as { action?: unknown; content?: Record<string, unknown> } | undefined;
  if (answer?.action === 'accept' && answer.content?.[FIELD] === true) return;
  throw new AgentError('The user did not confirm the call.', 'Ask the user what they want instead.', { retry: 'never' });
}
