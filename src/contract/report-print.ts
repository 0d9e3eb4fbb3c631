import { z } from 'zod';

/** A length as printers of web pages take it; without a unit it counts pixels (octoperf-rest-api.md §5.4: strings, documented). */
const Length = z.string().regex(/^\d{1,4}(\.\d{1,3})?(px|mm|cm|in|pt)?$/, 'is not a length such as 10mm, 1cm, 0.5in or 20px');

/**
 * How a report is printed (octoperf-maven-plugin ExportReportConfig; the first three documented, the others observed). `coverPage` =
 * markdown with `$…$` placeholders; `tablesRowCount` = item type → most rows. `locale` and `timezone`: their defaults are documented
 * (en-US, UTC), their keys inferred.
 */
export const ExportReportConfig = z.looseObject({
  orientation: z.preprocess((value) => (typeof value === 'string' ? value.toLowerCase() : value), z.enum(['portrait', 'landscape'])).default('portrait'),
  coverPage: z.string().max(100_000).nullish().transform((text) => text ?? ''),
  tablesRowCount: z.record(z.string(), z.coerce.number().int().min(0).max(100_000)).nullish().transform((map) => map ?? {}),
  pageFormat: z.enum(['A3', 'A4', 'A5', 'Letter', 'Legal', 'Tabloid']).default('A4'),
  pageMargin: z.looseObject({ top: Length.optional(), right: Length.optional(), bottom: Length.optional(), left: Length.optional() }).nullish().transform((margin) => margin ?? {}),
  scale: z.coerce.number().min(0.1).max(2).default(1),
  locale: z.string().refine(isLocale, 'is not a locale such as en-US').default('en-US'),
  timezone: z.string().refine(isZone, 'is not a time zone such as Europe/Paris').default('UTC'),
});
export type ExportReportConfig = z.infer<typeof ExportReportConfig>;

/** Prints a report to a PDF among the files of its first run (octoperf-rest-api.md §5.6, documented; the config may be missing). */
export const PrintReportTask = z.looseObject({ '@type': z.literal('PrintReportTask'), benchReportId: z.string(), config: ExportReportConfig.nullish() });
export type PrintReportTask = z.infer<typeof PrintReportTask>;

/** Documented. `benchResultId` (whose file it is) and `renderer` are ours. */
export const PrintReportTaskResult = z.looseObject({ '@type': z.literal('PrintReportTaskResult'), filename: z.string(), benchResultId: z.string().optional() });
export type PrintReportTaskResult = z.infer<typeof PrintReportTaskResult>;

/** The name of a report's PDF: runs of letters that are no word characters become `_` (behaviour.md §21.1). */
export const pdfNameOf = (reportName: string): string => `${reportName.replace(/\W+/g, '_')}.pdf`;

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
