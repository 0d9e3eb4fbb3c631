import type { Type } from '@nestjs/common';
import { Resource, ToolController } from '../mcp/index.js';
import type { Guide } from './guide.js';

/** What mcp-nest's `@Resource` takes; fields it does not know (`title`, `size`) reach `resources/list` untouched (mcp-stack.md §2.1, measured). */
interface ResourceOptions { uri: string; name: string; title: string; description: string; mimeType: string; size: number }
type ResourceDecorator = (options: ResourceOptions) => (target: object, key: string, descriptor: PropertyDescriptor) => void;

interface ReadResult { contents: { uri: string; mimeType: string; text: string }[] }

/**
 * A controller class with one decorated method per guide: what a hand-written class of so many methods would be, made from the
 * table. Reading goes through the MCP endpoint, so its guard asks for a token.
 */
export function guideResources(guides: readonly Guide[]): Type {
  const resource = Resource as ResourceDecorator;
  class GuideResources {}
  for (const { uri, name, title, description, mimeType, text, body } of guides) {
    const value = (): ReadResult => ({ contents: [{ uri, mimeType, text }] });
    Object.defineProperty(GuideResources.prototype, uri, { value, configurable: true, writable: true });
    resource({ uri, name, title, description, mimeType, size: body.length })(GuideResources.prototype, uri, { value });
  }
  ToolController()(GuideResources);
  return GuideResources;
}
