import { untrusted } from '../../../mcp/index.js';
import { cutText } from '../../vocabulary/cut-text.js';

/** A response code, a method, a media type as they should be: nothing that could be read as an order. */
const PLAIN = /^[\w.+-]{1,60}(\/[\w.+-]{1,60})?$/;
const LABEL_MAX = 100;

/** A label that the system under test may have written: as it is where it is a plain word, else cut and fenced. */
export function shownLabel(label: string): string {
  return PLAIN.test(label) ? label : untrusted(cutText(label, LABEL_MAX).text);
}
