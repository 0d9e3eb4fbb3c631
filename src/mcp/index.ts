export { McpController as ToolController, Resource } from '@rekog/mcp-nest';
export { OctoperfTool } from './octoperf-tool.decorator.js';
export { UNTRUSTED_NOTE, untrusted } from './untrusted.js';
