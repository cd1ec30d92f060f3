// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { JsonValue } from './JsonValue.js';

/** Params of `mcpServer/elicitation/request`. */
export type McpServerElicitationRequestParams = {
  mode: "openai/userVerification";
  _meta: JsonValue | null;
  title: string;
  description: string;
  challenge: string;
  threadId: string;
  turnId: string | null;
  serverName: string;
  environmentId: string | null;
} | {
  mode: "form";
  _meta: JsonValue | null;
  message: string;
  requestedSchema: JsonValue;
  threadId: string;
  turnId: string | null;
  serverName: string;
  environmentId: string | null;
} | {
  mode: "openai/form";
  _meta: JsonValue | null;
  message: string;
  requestedSchema: JsonValue;
  threadId: string;
  turnId: string | null;
  serverName: string;
  environmentId: string | null;
} | {
  mode: "openaiForm";
  _meta: JsonValue | null;
  message: string;
  requestedSchema: JsonValue;
  threadId: string;
  turnId: string | null;
  serverName: string;
  environmentId: string | null;
} | {
  mode: "url";
  _meta: JsonValue | null;
  message: string;
  url: string;
  elicitationId: string;
  threadId: string;
  turnId: string | null;
  serverName: string;
  environmentId: string | null;
};
