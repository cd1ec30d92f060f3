import type { JsonObject } from '../../domain/json.js';
import { isJsonObject } from '../../domain/json.js';

/*
 * Releases between 0.44 and 0.171 stored the results of tools as events. This turns those events into the items that 0.171 stores.
 */

/** The item of an event; undefined for other events, and for events that lack needed members. */
export function diskItemOf(payload: JsonObject): JsonObject | undefined {
  const { call_id: id } = payload;
  switch (payload.type) {
    case 'patch_apply_end': {
      if (typeof id !== 'string' || !isJsonObject(payload.changes)) return undefined;
      const status = payload.status ?? (payload.success === false ? 'failed' : 'completed');
      const { stdout, stderr } = payload;
      return { type: 'FileChange', id, changes: changes(payload.changes), status, stdout, stderr };
    }
    case 'mcp_tool_call_end': {
      if (typeof id !== 'string' || !isJsonObject(payload.invocation)) return undefined;
      const { server, tool, arguments: args } = payload.invocation;
      const { Ok: ok, Err: error } = isJsonObject(payload.result) ? payload.result : {};
      const end = isJsonObject(ok)
        ? { status: 'completed', result: ok }
        : { status: 'failed', error: { message: String(error ?? '') } };
      return { type: 'McpToolCall', id, server, tool, arguments: args, ...end, duration: payload.duration };
    }
    case 'web_search_end': {
      if (typeof id !== 'string' || !isJsonObject(payload.action)) return undefined;
      return { type: 'WebSearch', id, query: payload.query, action: payload.action };
    }
    case 'exec_command_end': {
      if (typeof id !== 'string' || !Array.isArray(payload.command)) return undefined;
      const { command, cwd, parsed_cmd, exit_code, duration, source } = payload;
      const status = payload.status ?? (exit_code === 0 ? 'completed' : 'failed');
      const output = { aggregated_output: payload.aggregated_output, exit_code, duration };
      return { type: 'CommandExecution', id, command, cwd, parsed_cmd, source, status, ...output };
    }
    case 'view_image_tool_call':
      return typeof id === 'string' ? { type: 'ImageView', id, path: payload.path } : undefined;
    default:
      return undefined;
  }
}

/** In 0.44 the name of a member is the kind of the change. */
function changes(all: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(all).map(([path, change]) => {
      const [kind] = isJsonObject(change) && change.type === undefined ? Object.entries(change) : [];
      return [path, kind && isJsonObject(kind[1]) ? { type: kind[0], ...kind[1] } : change];
    }),
  );
}
