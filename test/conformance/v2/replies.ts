import type { PeerReply } from '../../support/model-peer.js';

export const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 15,
};

/** A reply of the events in between; `id` makes its ids its own. */
export const response = (id: string, ...events: readonly Record<string, unknown>[]) => ({
  events: [
    { type: 'response.created', response: { id: `resp_${id}` } },
    ...events,
    { type: 'response.completed', response: { id: `resp_${id}`, usage: USAGE } },
  ],
});

export const added = (item: object) => ({ type: 'response.output_item.added', item });
export const done = (item: object) => ({ type: 'response.output_item.done', item });

/** A call of the tool `ask` of the MCP server `srv`. */
export const MCP_ASK = response(
  'ask',
  done({
    type: 'function_call',
    id: 'fc_ask',
    call_id: 'call_ask',
    namespace: 'mcp__srv',
    name: 'ask',
    arguments: '{}',
  }),
);

export const message = (id: string, text: string, more: object = {}) => ({
  type: 'message',
  role: 'assistant',
  id,
  content: text === '' ? [] : [{ type: 'output_text', text }],
  ...more,
});

/** A response that has failed with a code. */
export const failed = (code: string, text: string): PeerReply => ({
  events: [
    { type: 'response.created', response: { id: 'resp_failed' } },
    { type: 'response.failed', response: { id: 'resp_failed', error: { code, message: text } } },
  ],
});

/** A call of the tool that runs commands. */
export const exec = (cmd: string, more: object = {}) => ({ name: 'exec_command', args: { cmd, ...more } });

/** A call of the tool that takes a patch as text. */
export const patch = (text: string, callId = 'call_patch') =>
  response(
    callId,
    done({ type: 'custom_tool_call', id: `ctc_${callId}`, call_id: callId, name: 'apply_patch', input: text }),
  );

/** A patch of the parts that it names. */
export const patchOf = (...parts: readonly string[]) => ['*** Begin Patch', ...parts, '*** End Patch'].join('\n');

/** A file that a model can look at: one red point. */
export const POINT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);
