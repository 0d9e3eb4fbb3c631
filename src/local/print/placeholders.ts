/**
 * Fills `$name$` in a cover page. Which names OctoPerf knows is not public; ours are those of `values`, any case. What is unknown stays
 * as it is, so that a price in dollars survives.
 */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$([A-Za-z][\w.]{0,40})\$/g, (whole, name: string) => {
    const key = Object.keys(values).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    return key === undefined ? whole : (values[key] ?? '');
  });
}
