import type { IncomingMessage } from 'node:http';
import type { Reply } from './reply.js';

/** One request as a handler sees it; the body has been read already. */
export interface Exchange {
  request: IncomingMessage;
  query: URLSearchParams;
  /** Decoded values of the `{…}` segments, in order. */
  parameters: readonly string[];
  body: string;
}

/** One thing the shop answers. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT';
  /** Path with `{name}` for a variable segment. */
  pattern: string;
  /** How long it takes, in units of the base latency; 0 never waits. */
  weight: number;
  /** Whether the error rate applies. */
  mayFail?: boolean;
  /** @throws Refusal for a request that is answered with an error */
  handle(exchange: Exchange): Reply;
}

/** Where a request leads: to a route, or nowhere (with the methods that the path would have accepted). */
export type Match = { route: Route; parameters: readonly string[] } | { route: undefined; allowed: readonly string[] };

interface Compiled {
  route: Route;
  segments: readonly string[];
}

/** Finds routes: fixed paths by one look-up, variable ones by comparing segments. */
export class Router {
  private readonly fixed = new Map<string, Route[]>();
  private readonly variable: Compiled[] = [];

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      if (route.pattern.includes('{')) this.variable.push({ route, segments: route.pattern.split('/') });
      else this.fixed.set(route.pattern, [...(this.fixed.get(route.pattern) ?? []), route]);
    }
  }

  /** @param method HEAD is answered by the route of GET */
  match(method: string, path: string): Match {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const fixed = this.fixed.get(path) ?? [];
    const exact = fixed.find((route) => route.method === wanted);
    if (exact !== undefined) return { route: exact, parameters: [] };
    const allowed = fixed.map((route) => route.method);
    const segments = path.split('/');
    for (const { route, segments: pattern } of this.variable) {
      const parameters = matchSegments(pattern, segments);
      if (parameters === undefined) continue;
      if (route.method === wanted) return { route, parameters };
      allowed.push(route.method);
    }
    return { route: undefined, allowed };
  }
}

/** The decoded variable segments, or undefined when the path does not fit or is not decodable. */
function matchSegments(pattern: readonly string[], segments: readonly string[]): string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: string[] = [];
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index] ?? '';
    if (expected.startsWith('{')) {
      const decoded = decodeSegment(actual);
      if (decoded === undefined || decoded === '') return undefined;
      parameters.push(decoded);
    } else if (expected !== actual) return undefined;
  }
  return parameters;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
