export type { ToolRequest } from '../auth/current-caller.js';
export { McpController as ToolController, Resource } from '@rekog/mcp-nest';
export { CallTargets, type CallTarget, type PendingCall } from './confirmation/call-targets.js';
export { digestOf } from './confirmation/canonical.js';
export { Confirmations } from './confirmation/confirmations.js';
export { OctoperfTool } from './octoperf-tool.decorator.js';
export { OpenWaits } from './open-waits.js';
export { UNTRUSTED_NOTE, untrusted } from './untrusted.js';
