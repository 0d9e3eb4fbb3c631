import { typefacesFor } from '../../drawing/typefaces.js';
import { chromiumPdf } from './chromium-pdf.js';
import { htmlDocument } from './html-document.js';
import { textsOfReport } from './print-model.js';
import type { PrintSource } from './print-source.js';
import { PdfmakeDocument } from './pdfmake-document.js';
import { pdfmakePdf } from './pdfmake-pdf.js';
import { reportDocument } from './report-document.js';

/** The program that prints: a Chromium of this machine, or `document`, which needs none. */
export type Renderer = { readonly chromium: string; readonly asRoot: boolean } | 'document';

/** A report as the bytes of a PDF. Throws where Chromium cannot be started or gives up. */
export async function printReport(source: PrintSource, renderer: Renderer): Promise<Buffer> {
  const report = reportDocument(source);
  const faces = await typefacesFor(textsOfReport(report));
  if (renderer === 'document') return pdfmakePdf(new PdfmakeDocument(report, faces).definition(), faces);
  return chromiumPdf(htmlDocument(report, faces), renderer.chromium, renderer.asRoot);
}
