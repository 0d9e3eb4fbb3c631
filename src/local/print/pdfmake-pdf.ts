import { createRequire } from 'node:module';
import type { Typeface } from '../../drawing/typefaces.js';
import type { Node } from './pdfmake-document.js';

/** A document that pdfmake has set: what it writes comes as data, then ends. */
interface SetDocument { on(event: 'data', listener: (chunk: Buffer) => void): void; on(event: 'end', listener: () => void): void; on(event: 'error', listener: (error: Error) => void): void; end(): void }
interface Printer { createPdfKitDocument(definition: Node): Promise<SetDocument> }
type PrinterClass = new (fonts: Record<string, Record<string, { url: Buffer }>>, files: null, addresses: { resolve(): void; resolved(): Promise<void> }, mayRead: () => boolean) => Printer;

/** pdfmake keeps the fonts of its front door for the whole process; each document here brings its own, so the printer behind it is used. */
const { default: PdfPrinter } = createRequire(import.meta.url)('pdfmake/js/Printer.js') as { default: PrinterClass };

/** Writes a document without any browser. No address is resolved and no file is read: everything stands in the definition. */
export async function pdfmakePdf(definition: Node, faces: readonly Typeface[]): Promise<Buffer> {
  const printer = new PdfPrinter(fontsOf(faces), null, { resolve: () => undefined, resolved: async () => undefined }, () => false);
  const set = await printer.createPdfKitDocument(definition);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    set.on('data', (chunk) => chunks.push(chunk));
    set.on('end', () => { resolve(Buffer.concat(chunks)); });
    set.on('error', reject);
    set.end();
  });
}

/** Fonts by id, as pdfmake asks for styles; our fonts have no slanted letters. */
function fontsOf(faces: readonly Typeface[]): Record<string, Record<string, { url: Buffer }>> {
  const fonts: Record<string, Record<string, { url: Buffer }>> = {};
  for (const { id, weight, data } of faces) {
    const font = (fonts[id] ??= {});
    for (const style of weight === 700 ? ['bold', 'bolditalics'] : ['normal', 'italics']) font[style] = { url: data };
  }
  return fonts;
}
