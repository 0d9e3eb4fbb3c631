import type { StepType } from './browser-protocol.js';

/** How Playwright titles what goes to the network without a page, and what leads to another page. */
const NETWORK = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|FETCH|TRACE) "|^apiRequestContext\./;
const NAVIGATION = /^(?:Navigate|Reload|Go back|Go forward)\b|^(?:page|frame)\.(?:goto|reload|goBack|goForward)\b/;

/** What a step of Playwright's reporter is about; undefined for what makes no row. */
export function stepTypeOf(category: string, title: string): StepType | undefined {
  switch (category) {
    case 'test.step': return 'GROUP';
    case 'hook': return 'HOOK';
    case 'expect': return 'EXPECT';
    case 'pw:api': return NETWORK.test(title) ? 'NETWORK' : NAVIGATION.test(title) ? 'NAVIGATION' : 'ACTION';
    default: return undefined;
  }
}
