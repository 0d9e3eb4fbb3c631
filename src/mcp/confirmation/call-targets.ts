import type { ToolRequest } from '../../auth/current-caller.js';
import type { Effect } from '../effect.js';

/** A call as its tool would carry it out: the arguments are checked and complete. */
export interface PendingCall { readonly tool: string; readonly title: string; readonly effect: Effect; readonly args: Readonly<Record<string, unknown>>; readonly host: ToolRequest }

/** What a call acts on: in words for the person who decides, and as a digest that changes when the thing does. */
export interface CallTarget { readonly words: string; readonly digest: string }

/** Tells what a call would act on. Bound in the composition to what can look into OctoPerf; throws what a read as this caller throws. */
export abstract class CallTargets {
  abstract of(call: PendingCall): Promise<CallTarget>;
}
