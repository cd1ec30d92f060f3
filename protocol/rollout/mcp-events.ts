import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';
import { Duration } from './exec-events.js';
import { JsonValue } from './json.js';
import { CallToolResult, Tool } from './mcp.js';

export const McpInvocation = named('McpInvocation', 'The tool that is called, its server, and the arguments.', () =>
  open({
    server: z.string().describe('The name of the server in the configuration.'),
    tool: z.string(),
    arguments: JsonValue().describe('Null when the model gave none.'),
  }),
);
export type McpInvocation = Infer<typeof McpInvocation>;

export const McpToolCallBeginEvent = named('McpToolCallBeginEvent', 'A tool of an MCP server is called.', () =>
  open({ call_id: z.string(), invocation: McpInvocation() }),
);
export type McpToolCallBeginEvent = Infer<typeof McpToolCallBeginEvent>;

export const McpToolCallEndEvent = named('McpToolCallEndEvent', 'The tool has answered, or could not be called.', () =>
  open({
    call_id: z.string(),
    invocation: McpInvocation(),
    duration: Duration(),
    result: z.union([open({ Ok: CallToolResult() }), open({ Err: z.string() })]),
  }),
);
export type McpToolCallEndEvent = Infer<typeof McpToolCallEndEvent>;

export const McpListToolsResponseEvent = named('McpListToolsResponseEvent', 'The tools on offer, by full name.', () =>
  open({ tools: z.record(z.string(), Tool()) }),
);
export type McpListToolsResponseEvent = Infer<typeof McpListToolsResponseEvent>;
