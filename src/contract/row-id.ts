/** Ends the id of the row that holds the embedded resources of a request (bench-reports skill, documented). */
export const RESOURCES = '.resources';
/** Ends the id of the row of a step of a browser action: what the step is, as JSON (behaviour.md §21.7, documented). */
const STEP = /^(.*?)\{"label":(.*?)(?:,"type":"([A-Z]+)")?\}$/s;

/** What a row of values stands for: an action, its embedded resources, or a step of it. `label` as it stands in the id, quotes included. */
export interface RowId { readonly actionId: string; readonly isResources: boolean; readonly step?: { readonly label: string; readonly type: string } }

/** Takes the id of a row apart; an id without a suffix is that of an action. */
export function rowIdOf(id: string): RowId {
  if (id.endsWith(RESOURCES)) return { actionId: id.slice(0, -RESOURCES.length), isResources: true };
  const [, actionId, label = '', type = ''] = STEP.exec(id) ?? [];
  return actionId === undefined ? { actionId: id, isResources: false } : { actionId, isResources: false, step: { label, type } };
}
