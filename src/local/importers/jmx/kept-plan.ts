import { z } from 'zod';
import { Compact, compact, elementOfRaw, fingerprint, Pair, RawElement } from './kept-element.js';
import type { PlanElement } from './plan-element.js';
import type { Attribute } from './xml-element.js';

/** Where thread groups (`group`, by their numbers, up to `last` in a row) or a node copied into every Virtual User (`node`) stood. */
const Placeholder = z.union([z.object({ group: z.number(), last: z.number().optional() }), z.object({ node: z.number() })]);
type Placeholder = z.infer<typeof Placeholder>;

/** One element around the thread groups, with what stands below it. */
export interface PlanPart { xml: RawElement['xml']; tree?: Attribute[] | false | undefined; variable?: string | undefined; children?: (PlanPart | Placeholder)[] | undefined }
const PlanPart: z.ZodType<PlanPart> = z.lazy(() => z.object({ xml: Compact, tree: z.union([z.array(Pair), z.literal(false)]).optional(), variable: z.string().optional(), children: z.array(z.union([Placeholder, PlanPart])).optional() }));

/**
 * The plan around its thread groups, kept so that an export can put them back where they stood. `id` is the same for all Virtual
 * Users of one import; `file` are the attributes of the root.
 */
export const KeptPlan = z.object({ id: z.string(), file: z.array(Pair), parts: z.array(z.union([Placeholder, PlanPart])) });
export type KeptPlan = z.infer<typeof KeptPlan>;

/**
 * The field `jmx` of a Virtual User: its plan, which thread group it was, that element (absent for fragments and for files
 * without thread groups: their elements are the nodes), and what stood between its nodes and is none. `seen`: fingerprints of
 * name and description at import.
 */
export const KeptGroup = z.object({
  plan: KeptPlan,
  group: z.number(),
  element: RawElement.optional(),
  aside: z.array(z.tuple([z.number(), RawElement])).optional(),
  seen: z.object({ name: z.string(), description: z.string() }),
});
export type KeptGroup = z.infer<typeof KeptGroup>;

/** What becomes of an element around the thread groups: a placeholder, or undefined where it is kept whole. */
export type Placing = (element: PlanElement) => { readonly placeholder: Placeholder } | { readonly variable: string } | undefined;

function partOf(element: PlanElement, placing: Placing): PlanPart | Placeholder {
  const place = placing(element);
  if (place !== undefined && 'placeholder' in place) return place.placeholder;
  return {
    xml: compact(element.xml),
    ...(element.tree === undefined ? { tree: false as const } : element.tree.length > 0 ? { tree: [...element.tree] } : {}),
    ...(element.children.length > 0 ? { children: element.children.map((child) => partOf(child, placing)) } : {}),
    ...(place === undefined ? {} : { variable: place.variable }),
  };
}

/** Thread groups in a row, and elements of the same one, as one placeholder: a plan of thousands stays small. */
function joined(parts: readonly (PlanPart | Placeholder)[]): (PlanPart | Placeholder)[] {
  const all: (PlanPart | Placeholder)[] = [];
  for (const part of parts) {
    const before = all.at(-1);
    if ('xml' in part) all.push(part.children === undefined ? part : { ...part, children: joined(part.children) });
    else if (!('group' in part) || before === undefined || !('group' in before)) all.push({ ...part });
    else if (part.group > (before.last ?? before.group)) before.last = part.group;
  }
  return all;
}

/** Keeps the elements around the thread groups, which are numbered in their order. */
export function keptPlan(file: readonly Attribute[], elements: readonly PlanElement[], placing: Placing): KeptPlan {
  const parts = joined(elements.map((element) => partOf(element, placing)));
  return { id: fingerprint([file, parts]), file: [...file], parts };
}

/** The elements again; `elementsFor` answers placeholders. */
export function planElements(parts: readonly (PlanPart | Placeholder)[], elementsFor: (place: Placeholder) => readonly PlanElement[], restore: (raw: RawElement) => PlanElement = elementOfRaw): PlanElement[] {
  return parts.flatMap((part) => {
    if (!('xml' in part)) return [...elementsFor(part)];
    const { children, ...alone } = part;
    const own = restore(alone);
    return [{ ...own, children: planElements(children ?? [], elementsFor, restore) }];
  });
}
