import { z } from 'zod';
import { itemTypes, ReportConfig, ReportItemMetric } from './bench-report.js';

/** A template reads no run, so nothing in it has to name one (bench-reports skill, documented). */
const noRun = { benchResultId: z.string().nullish() };
const TemplateMetric = ReportItemMetric.extend(noRun).meta({ id: 'TemplateMetric' });

/** The widgets of a report, each without its run. */
export const TemplateItem = z.discriminatedUnion('@type', itemTypes(TemplateMetric, noRun)).meta({ id: 'TemplateItem' });

/** A look of reports that a workspace keeps (octoperf-rest-api.md §5.5, documented); the body of `octoperf://schema/bench-report-template`. */
export const BenchReportTemplate = z.looseObject({
  id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  description: z.string().nullish().transform((text) => text ?? ''),
  configs: z.array(ReportConfig),
  items: z.array(TemplateItem),
});
export type BenchReportTemplate = z.infer<typeof BenchReportTemplate>;
export type TemplateItem = z.infer<typeof TemplateItem>;
export type TemplateMetric = z.infer<typeof TemplateMetric>;

/** How a template is asked for, and what the answer says of what was left out (behaviour.md §26.1: the three figures are documented, where they stand is inferred). */
export const TemplateFromReport = z.looseObject({ name: z.string().optional(), description: z.string().optional() });
export const MadeTemplate = BenchReportTemplate.extend({ itemCount: z.int(), sourceItemCount: z.int(), runSpecificFilterFields: z.array(z.string()) });
