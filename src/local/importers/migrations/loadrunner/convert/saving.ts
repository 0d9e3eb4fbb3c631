import type { ActionNode } from '../../../../../contract/actions.js';
import type { Call } from '../c-program.js';
import { argumentOf, literalOf, textOf } from '../texts.js';
import { javaPattern } from './date-parameters.js';
import { remark, report, type Place, type ScriptContext } from './context.js';

/** A parameter the script fills from a text: a constant where it never holds another, else something to rebuild by hand. */
function saved(name: string | undefined, place: Place, context: ScriptContext): ActionNode[] | undefined {
  if (name === undefined || name === '') return undefined;
  if (!context.saved.first(`saved ${name}`)) return [];
  if (context.saved.constantOf(name) !== undefined) return [];
  report(context, place, 'SAVED_PARAMETER', { facts: { '@type': 'LoadRunnerSaveFacts', parameter: name, values: context.saved.of(name).values } });
  return [];
}

/** `lr_save_string(lr_paramarr_random("p"), "q")`: a second capture of the same list that takes any of its values. */
function fromList(call: Call, context: ScriptContext): ActionNode[] | undefined {
  const list = literalOf(argumentOf(call.given[0], 'lr_paramarr_random'));
  const name = literalOf(call.given[1]);
  const found = list === undefined ? undefined : context.state.captureOf(context.texts.variableOf(list));
  if (found === undefined || name === undefined) return undefined;
  found.siblings.push({ ...found.node, id: context.ids.id(), name: context.texts.variableOf(name), matchNumber: 0 });
  return [];
}

/** A date: where one function writes it, it stands wherever the parameter is used, and there is nothing left to do. */
function date(call: Call, place: Place, context: ScriptContext): ActionNode[] | undefined {
  const name = literalOf(call.given[2]);
  if (name === undefined) return undefined;
  if (context.texts.variableOf(name).startsWith('__time')) {
    remark(context, place, { level: 'changed', name, reason: 'the date is written anew wherever the parameter is used' });
    return [];
  }
  const formats = context.saved.datesOf(name);
  if (!context.saved.first(`date ${name}`)) return [];
  // Written in several places it is no date but a parameter that changes.
  if (formats.length > 1) report(context, place, 'SAVED_PARAMETER', { facts: { '@type': 'LoadRunnerSaveFacts', parameter: name, values: [...new Set(formats)] } });
  // Nothing converted, so `expression` is empty; `pattern` is the Java one, empty where the format has none (loadrunner-migration skill).
  else report(context, place, 'DATE_PARAMETER', { facts: { '@type': 'LoadRunnerDateFacts', expression: '', pattern: javaPattern(formats[0] ?? '') ?? '' } });
  return [];
}

/**
 * Functions that write a parameter.
 * @returns undefined where it takes running C to know which
 */
export function savingStep(call: Call, place: Place, context: ScriptContext): ActionNode[] | undefined {
  switch (call.name) {
    case 'lr_save_string': return fromList(call, context) ?? saved(literalOf(call.given[1]), place, context);
    case 'lr_save_int': return saved(literalOf(call.given[1]), place, context);
    case 'lr_save_var': return saved(literalOf(call.given[3]), place, context);
    case 'lr_save_datetime': return date(call, place, context);
    case 'web_save_timestamp_param': return [];
    default: return saved(textOf(call.given[0], context.texts) === undefined ? undefined : literalOf(call.given[0]), place, context);
  }
}

/** Names of the functions above. */
export const SAVING: ReadonlySet<string> = new Set(['lr_save_string', 'lr_save_int', 'lr_save_var', 'lr_save_datetime', 'lr_param_sprintf', 'lr_param_increment', 'lr_guid_gen', 'lr_generate_uuid', 'web_save_timestamp_param']);
