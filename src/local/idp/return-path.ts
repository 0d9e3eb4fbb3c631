const HOME = '/ui';
/** Characters that browsers drop from an address or take for a slash. */
const MISREAD = /[\\\p{Cc}\s]/u;

/**
 * Where a sign-in leads back to: a page of this server, with its query. Anything that a browser could take for another origin or another
 * place of this one leads to the first page instead.
 */
export function returnPath(asked: string | null | undefined): string {
  if (asked === null || asked === undefined || MISREAD.test(asked)) return HOME;
  if (asked !== HOME && !asked.startsWith(`${HOME}/`) && !asked.startsWith(`${HOME}?`)) return HOME;
  const base = 'http://localhost';
  if (!URL.canParse(asked, base)) return HOME;
  const { origin, pathname, search } = new URL(asked, base);
  const isPage = origin === base && (pathname === HOME || pathname.startsWith(`${HOME}/`)) && !pathname.startsWith(`${HOME}/sign-`) && !pathname.startsWith(`${HOME}/data/`);
  return isPage ? pathname + search : HOME;
}
