/**
 * The hosts that two lists both allow (exact names, `*.suffix`, `*`; see the engine's AllowedHosts): what the backend permits and
 * what the agent's own operator permits. Loopback is on neither and always allowed.
 */
export function narrowerHosts(one: readonly string[], other: readonly string[]): string[] {
  const [a, b] = [cleaned(one), cleaned(other)];
  return [...new Set(a.flatMap((mine) => b.flatMap((theirs) => both(mine, theirs))))];
}

const cleaned = (list: readonly string[]): string[] => list.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');

function both(mine: string, theirs: string): string[] {
  if (covers(mine, theirs)) return [theirs];
  return covers(theirs, mine) ? [mine] : [];
}

/** Whether everything that the second entry allows is allowed by the first. */
function covers(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  if (!wide.startsWith('*.')) return false;
  return narrow.replace(/^\*/, '').endsWith(wide.slice(1)) && narrow.replace(/^\*/, '').length > wide.length - 1;
}
