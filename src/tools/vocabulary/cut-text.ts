/** The first `most` characters of a text, and how many were left out. Never ends in half a character. */
export function cutText(text: string, most: number): { text: string; left: number } {
  if (text.length <= most) return { text, left: 0 };
  const kept = text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
  return { text: kept, left: text.length - kept.length };
}
