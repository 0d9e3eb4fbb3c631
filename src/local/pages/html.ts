/** Text that is HTML already. Made by the `html` tag only, so whatever is not of this class gets escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text (escaped), HTML, lists of them, or nothing. */
export type Piece = string | number | Html | false | undefined | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** A text that stands for itself between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character);
}

function render(piece: Piece): string {
  if (piece === false || piece === undefined) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(render).join('');
  return escapeHtml(String(piece));
}

/** Template tag for HTML: every inserted value is escaped unless it is HTML made by this tag. */
export function html(parts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return new Html(parts.map((part, index) => part + (index < values.length ? render(values[index]) : '')).join(''));
}

/** Longest text of a stranger that a page shows. */
const SHOWN_MAX = 80;

/**
 * A text chosen by a stranger (the name of an application), fit to be shown: no control characters, no marks that turn the
 * direction of writing or are invisible, and not so long that it pushes the rest off the page.
 */
export function shownText(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu, ' ').replace(/\s+/g, ' ').trim();
  const letters = [...visible];
  return letters.length > SHOWN_MAX ? `${letters.slice(0, SHOWN_MAX - 1).join('')}…` : visible;
}
