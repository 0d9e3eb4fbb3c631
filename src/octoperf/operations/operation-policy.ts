import type { OperationEffect } from './operation.js';

/** Segments of paths that are never callable: ways in, keys to them, and what is above a user. No configuration gives them back. */
const NEVER = /^(?:public|auth|oauth2?|sso|saml|login|logout|sign-?in|sign-?out|register|registration|tokens?|api-?keys?|passwords?|credentials?|secrets?|presigned.*|impersonat.*|actuator|administration|admin|superuser|swagger.*|v[23]|ui|webhooks?)$/i;
/** First segment of the doors for load agents, which have tokens of their own. */
const AGENT_DOORS = 'agents';
/** Words of a path or name by which a call does more than its verb says. */
const SPENDING = /^(?:run|start|launch|execute|trigger|fire|schedule|enable|resume|buy|order|pay|checkout|upgrade|subscribe)$/;
const REMOVING = /^(?:delete|remove|clear|purge|revoke|reset|stop|abort|cancel|kill|drop|erase|disable|wipe)$/;
/** POSTs that only ask: the body is the question (octoperf-rest-api.md §2, documented for metrics). */
const ASKING = [/^\/analysis\/(?:metrics|insights|errors|threshold-alarms|textual-monitors|monitors-table|tags|report-items)(?:\/|$)/, /\/(?:search|find|query|count|exists|validate|preview|by-ids|by-projects|list)(?:\/\{\w+\})*$/];

/** Whether a path is one that nobody calls through this server. */
export function isNever(path: string, tags: readonly string[]): boolean {
  const segments = path.split('/').filter((segment) => segment !== '');
  return segments[0] === AGENT_DOORS || [...segments, ...tags.flatMap((tag) => tag.split(/[/\s]+/))].some((word) => NEVER.test(word));
}

/** What a call does to the world: the more harmful where verb and words differ. */
export function effectOf(method: string, path: string, id: string): OperationEffect {
  const words = [...path.split('/').filter((segment) => !segment.startsWith('{')).flatMap((segment) => segment.split(/[-_.]/)), ...id.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^A-Za-z0-9]+/)].map((word) => word.toLowerCase());
  if (words.some((word) => SPENDING.test(word)) && method !== 'GET' && method !== 'DELETE') return 'spend';
  if (method === 'DELETE') return 'remove';
  const says = words.some((word) => REMOVING.test(word)) ? 'remove' : words.some((word) => SPENDING.test(word)) ? 'spend' : undefined;
  if (method === 'GET') return verbIn(path) ?? 'read';
  if (says !== undefined) return says;
  if (method === 'PUT') return 'overwrite';
  return ASKING.some((pattern) => pattern.test(path)) ? 'read' : 'create';
}

/** A GET that acts, by a segment that is a verb alone. */
function verbIn(path: string): OperationEffect | undefined {
  const segments = path.split('/').map((segment) => segment.toLowerCase());
  if (segments.some((segment) => REMOVING.test(segment))) return 'remove';
  return segments.some((segment) => SPENDING.test(segment)) ? 'spend' : undefined;
}

/** Whether one of the operator's patterns (`GET /a/**`, `/a/*`, `tag:name`) is about an operation. */
export function isNamed({ method, path, tags }: { readonly method: string; readonly path: string; readonly tags: readonly string[] }, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern.startsWith('tag:')) return tags.includes(pattern.slice('tag:'.length));
    const [verb, glob] = pattern.startsWith('/') ? [undefined, pattern] : [pattern.slice(0, pattern.indexOf(' ')), pattern.slice(pattern.indexOf(' ') + 1)];
    return (verb === undefined || verb === method) && globOf(glob).test(path);
  });
}

const globOf = (glob: string): RegExp => new RegExp(`^${glob.split(/(\/\*\*$|\*\*|\*)/).map((part) => (part === '/**' ? '(?:/.*)?' : part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))).join('')}$`);
