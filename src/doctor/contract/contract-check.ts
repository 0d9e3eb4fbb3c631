import type { Endpoint } from '../../contract/endpoints.js';
import { fail, ok, skipped, type Verdict, warn } from '../finding.js';
import { isReached, type Reaching } from '../reach.js';
import { TOOLS_OF_ENDPOINTS } from '../tools-of-endpoints.js';
import { type Difference, differences } from './compare-paths.js';
import { type PublishedApi, publishedApi } from './published-paths.js';

/** Where Spring backends publish what they serve (springdoc's default, octoperf-rest-api.md §0: inferred), then where others do. */
const PLACES = ['/v3/api-docs', '/v3/api-docs.yaml', '/openapi.json', '/openapi.yaml', '/api-docs'];
const SHOWN_TOOLS = 5;

export interface ContractFacts {
  readonly reach: Reaching;
  readonly apiUrl: string;
  readonly token: string | undefined;
  readonly endpoints: Readonly<Record<string, Endpoint>>;
  /** Names of the tools that this deployment serves. */
  readonly tools: ReadonlySet<string>;
}

/** Which tools would fail because a path of this backend is another, and the lines of application.yml that would cure it. */
export async function lookAtContract(facts: ContractFacts): Promise<Verdict> {
  const published = await publishedAt(facts);
  if (published === undefined) return skipped(`Not comparable: no OpenAPI 3 document at ${PLACES.slice(0, 3).join(', ')} of the REST API${facts.token === undefined ? '; it may want a token (--token, or OCTOPERF_API_KEY)' : ''}.`);
  const { api, place } = published;
  const found = differences(facts.endpoints, api.routes);
  const seen = `${place} ("${api.title}" ${api.version}, ${api.routes.length} routes)`;
  const served = found.map((difference) => ({ ...difference, tools: toolsOf(difference.name, facts.tools) })).filter(({ tools }) => tools.length > 0);
  if (served.length === 0) return ok(`Every path that the served tools call is published: ${Object.keys(facts.endpoints).length - found.length} of ${Object.keys(facts.endpoints).length} known paths at ${seen}.`);
  // A document that knows hardly anything we call describes something else.
  if (found.length > Object.keys(facts.endpoints).length / 2) return warn(`Not comparable: ${seen} has less than half of the paths that this server calls.`, 'Check that octoperf.api-url leads to the OctoPerf backend and not to another service behind the same name.');
  const curable = served.filter(({ instead }) => instead !== undefined);
  const failing = new Set(served.flatMap(({ tools }) => tools));
  const words = `${failing.size} ${failing.size === 1 ? 'tool' : 'tools'} would fail; not published at ${seen}.\n${served.map(spoken).join('\n')}`;
  const remedy = curable.length === 0 ? 'No published path is like them: the versions of this server and of the backend do not fit. Leave the areas of these tools out (mcp.areas), or update.' : `Put these lines into application.yml${curable.length < served.length ? `; they cure ${curable.length} of ${served.length}, the rest has no like` : ''}, after a look at each: the paths were found by likeness.`;
  return fail(words, remedy, curable.length === 0 ? undefined : overrideOf(curable));
}

const toolsOf = (endpoint: string, served: ReadonlySet<string>): string[] => (TOOLS_OF_ENDPOINTS[endpoint] ?? '').split(' ').filter((tool) => served.has(tool));

function spoken({ name, endpoint: { method, path }, instead, otherMethods, tools }: Difference & { tools: readonly string[] }): string {
  const more = tools.length > SHOWN_TOOLS ? ` and ${tools.length - SHOWN_TOOLS} more` : '';
  const hint = instead !== undefined ? `published is ${instead}` : otherMethods.length > 0 ? `published for ${otherMethods.join(', ')} only` : 'nothing published is like it';
  return `- ${name}: ${method} ${path} (${tools.slice(0, SHOWN_TOOLS).join(', ')}${more}); ${hint}`;
}

const overrideOf = (curable: readonly Difference[]): string => ['octoperf:', '  endpoints:', ...curable.map(({ name, instead }) => `    ${name}: ${JSON.stringify(instead)}`)].join('\n');

async function publishedAt({ reach, apiUrl, token }: ContractFacts): Promise<{ api: PublishedApi; place: string } | undefined> {
  // What the configured address already ends in stands in front of every path that is called.
  const base = new URL(apiUrl).pathname.replace(/\/$/, '');
  for (const place of PLACES) {
    const answer = await reach(apiUrl + place, { headers: { accept: 'application/json, application/yaml', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) } });
    const api = isReached(answer) && answer.status === 200 ? publishedApi(answer.text) : undefined;
    if (api !== undefined) return { api: { ...api, routes: api.routes.map(({ method, path }) => ({ method, path: path.startsWith(`${base}/`) ? path.slice(base.length) : path })) }, place };
  }
  return undefined;
}
