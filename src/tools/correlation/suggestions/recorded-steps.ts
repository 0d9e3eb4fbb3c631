import { type ActionNode, walkActions } from '../../../contract/actions.js';
import type { HttpResponseEntity } from '../../../contract/http-exchange.js';

/** A request of the tree in playing order, and what was answered when it was recorded. */
export interface RecordedStep { readonly node: ActionNode; readonly response: HttpResponseEntity | undefined }

const STATIC_PATH = /\.(?:css|m?js|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|otf|eot|mp4|webm|mp3)$/i;
const STATIC_TYPE = /javascript|ecmascript|text\/css|^image\/|^font\/|^audio\/|^video\//i;

/** HTTP requests that are played: they and everything above them are enabled. */
export function playedRequests(children: readonly ActionNode[]): ActionNode[] {
  return [...walkActions(children)]
    .filter(({ node, above }) => node['@type'] === 'HttpRequestAction' && [node, ...above].every(({ enabled }) => enabled === true))
    .map(({ node }) => node);
}

export const pathOf = (node: ActionNode): string => (typeof node['path'] === 'string' ? node['path'] : '');

/** Whether a request asks for a file that is the same for everybody: its address carries a version, not a session. */
export const asksForFile = (node: ActionNode): boolean => STATIC_PATH.test(pathOf(node));

/** Whether what came back is such a file: a value found in it is a constant of the application. */
export function isFile({ node, response }: RecordedStep): boolean {
  const type = response?.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  return asksForFile(node) || STATIC_TYPE.test(type);
}
