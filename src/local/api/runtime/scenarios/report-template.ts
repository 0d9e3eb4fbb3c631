import { notBuilt } from '../../refusals.js';

/** 501 where a run is to have a report of another look than the default one. */
export function refuseTemplate(templateId: string | null | undefined): void {
  if ((templateId ?? '') !== '') throw notBuilt('Report templates are not built into the embedded backend yet: leave templateId out, the run gets the default report.');
}
