/** The argument that carries a confirmation. It is advertised on the tools that ask for one, and on no other. */
export const CONFIRMATION = 'confirmation';
const SCHEMA = { type: 'string', description: 'From the answer that asked to confirm this very call; leave out at first.' };

interface WithInput { readonly inputSchema?: unknown; [field: string]: unknown }

/** A tool of the list, with the argument added. */
export function withConfirmation<T extends WithInput>(tool: T): T {
  const schema = (tool.inputSchema ?? { type: 'object' }) as { properties?: Record<string, unknown> };
  return { ...tool, inputSchema: { ...schema, properties: { ...schema.properties, [CONFIRMATION]: SCHEMA } } };
}
