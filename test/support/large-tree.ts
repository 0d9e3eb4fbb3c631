import { createHash } from 'node:crypto';
import { type ActionNode, walkActions } from '../../src/contract/actions.js';

/** What a visit of the shop differs in from the one before. */
const PRODUCTS = ['mug-clay', 'lamp-oak', 'rug-wool', 'vase-blue', 'chair-ash', 'clock-brass', 'bowl-stone', 'shelf-pine', 'throw-linen', 'tray-cork'];
/** Where a new step of the journey begins, and what the page or answer must show there. */
const STEPS: readonly { readonly at: RegExp; readonly name: string; readonly shows?: string }[] = [
  { at: /^\/$/, name: 'Home', shows: 'Puddle & Pine' },
  { at: /^\/search/, name: 'Search', shows: 'results for' },
  { at: /^\/product/, name: 'Product', shows: 'Add to basket' },
  { at: /^\/login/, name: 'Sign in', shows: 'Welcome back' },
  { at: /^\/api\/cart$/, name: 'Basket' },
  { at: /\/order$/, name: 'Checkout', shows: 'Thank you' },
];

/**
 * A tree of exactly that many actions, always the same: the correlated recording of the shop, visit after visit, each step in a container
 * of its own, with other products, words and pauses, and with assertions on the pages and answers.
 */
export function largeTree(recorded: readonly ActionNode[], actions: number): ActionNode[] {
  const requests = [...walkActions(recorded)].map(({ node }) => node).filter((node) => node['@type'] === 'HttpRequestAction');
  const steps: ActionNode[] = [];
  for (let visit = 0, left = actions; left > 0; visit++) {
    for (const step of visited(requests, visit)) {
      const cut = shortened(step, left);
      left -= cut === undefined ? 0 : sizeOf(cut);
      if (cut !== undefined) steps.push(cut);
    }
  }
  return steps.map((step, index) => numbered(step, `${index}`));
}

const sizeOf = (node: ActionNode): number => 1 + (node.children ?? []).reduce((sum, child) => sum + sizeOf(child), 0);

/** The node with as many of the nodes below it as there is room for. */
function shortened(node: ActionNode, room: number): ActionNode | undefined {
  if (room < 1) return undefined;
  const children: ActionNode[] = [];
  let left = room - 1;
  for (const child of node.children ?? []) {
    const cut = shortened(child, left);
    if (cut === undefined) break;
    children.push(cut);
    left -= sizeOf(cut);
  }
  return { ...node, ...(node.children === undefined ? {} : { children }) };
}

/** One visit: the recorded requests, dealt to the steps of the journey. */
function visited(requests: readonly ActionNode[], visit: number): ActionNode[] {
  const steps: ActionNode[] = [];
  for (const request of requests) {
    const path = String(request['path']);
    const step = STEPS.find(({ at, name }) => at.test(path) && !steps.some((known) => known.name === stepName(name, visit)));
    if (step !== undefined) steps.push({ '@type': 'ContainerAction', id: '', name: stepName(step.name, visit), enabled: true, includeTimers: false, children: [] });
    steps.at(-1)?.children?.push(varied(request, visit, step?.shows));
  }
  return steps;
}

const stepName = (name: string, visit: number): string => `${String(visit + 1).padStart(2, '0')} ${name}`;

function varied(request: ActionNode, visit: number, shows: string | undefined): ActionNode {
  const product = PRODUCTS[visit % PRODUCTS.length] ?? 'mug-clay';
  const word = product.split('-')[0] ?? product;
  const text = JSON.stringify(request).replaceAll('mug-clay', product).replaceAll('"value":"mug"', `"value":"${word}"`);
  const copy = JSON.parse(text) as ActionNode;
  const children = (copy.children ?? []).map((child) => (typeof child['value'] === 'number' ? { ...child, value: child['value'] + visit * 137 } : child));
  const checks: ActionNode[] = [
    ...(shows === undefined ? [] : [{ '@type': 'ResponseAssertion', id: '', name: `shows ${shows}`, enabled: true, type: 'REQUEST_ONLY', location: 'BODY', rule: 'SUBSTRING', values: [shows], negate: false, assumeSuccess: false, any: false }]),
    ...(copy['method'] === 'PUT' ? [{ '@type': 'JsonAssertion', id: '', name: 'has a line', enabled: true, path: '$.items[0].sku', validateValue: true, value: product, regex: false, expectNull: false, negate: false }] : []),
  ];
  return { ...copy, children: [...children, ...checks] };
}

/** Ids that look like those of an import and never change. */
function numbered(node: ActionNode, place: string): ActionNode {
  const hex = createHash('sha256').update(place).digest('hex');
  const id = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
  return { ...node, id, ...(node.children === undefined ? {} : { children: node.children.map((child, index) => numbered(child, `${place}.${index}`)) }) };
}
