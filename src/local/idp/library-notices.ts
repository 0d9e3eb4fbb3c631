/**
 * Imported for its effect, before oidc-provider. The library reports through `console.info` and `console.warn` (a runtime
 * notice on Node 20, a reminder for every default it would like to see configured); on stdout they would corrupt whatever
 * reads our output. Exactly those lines are dropped, everything else passes unchanged (building-blocks.md §2, pitfall 1).
 */
const NOTICE = /oidc-provider (?:NOTICE|WARNING): /;
/** The library may put a terminal colour before its words; nothing else precedes them. */
const COLOUR_LENGTH = 16;

function isLibraryNotice(first: unknown): boolean {
  return typeof first === 'string' && NOTICE.test(first.slice(0, COLOUR_LENGTH + 'oidc-provider WARNING: '.length));
}

function withoutNotices(print: (...data: unknown[]) => void): (...data: unknown[]) => void {
  return (...data) => {
    if (!isLibraryNotice(data[0])) print(...data);
  };
}

console.info = withoutNotices(console.info.bind(console));
console.warn = withoutNotices(console.warn.bind(console));
