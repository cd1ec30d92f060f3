/** One answer of the model. */
export interface ScriptReply {
  readonly reasoning?: string;
  readonly text?: string;
  readonly deltas?: readonly string[];
  readonly calls?: readonly { readonly name: string; readonly args: unknown; readonly callId?: string }[];
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly fail?: {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
  readonly cut?: true;
  readonly hold?: true;
  readonly events?: readonly Record<string, unknown>[];
}

type ResponsesEvent = Record<string, unknown> & { readonly type: string };

const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 15,
};

/** The events of the Responses API that make up a reply. */
export function replyEvents(reply: ScriptReply, index: number): ResponsesEvent[] {
  if (reply.events !== undefined) return reply.events as ResponsesEvent[];
  const id = `resp_${index + 1}`;
  const events: ResponsesEvent[] = [{ type: 'response.created', response: { id } }];
  if (reply.reasoning !== undefined) {
    const part = { type: 'summary_text', text: reply.reasoning };
    events.push({ type: 'response.reasoning_summary_part.added' });
    events.push({ type: 'response.reasoning_summary_text.delta', delta: reply.reasoning });
    const item = { type: 'reasoning', id: `rs_${index + 1}`, summary: [part], encrypted_content: 'sealed' };
    events.push({ type: 'response.output_item.done', item });
  }
  for (const delta of reply.deltas ?? []) events.push({ type: 'response.output_text.delta', delta });
  const text = reply.text ?? reply.deltas?.join('');
  if (text !== undefined) {
    const content = [{ type: 'output_text', text }];
    events.push({
      type: 'response.output_item.done',
      item: { type: 'message', role: 'assistant', id: `msg_${index + 1}`, content },
    });
  }
  for (const [n, call] of (reply.calls ?? []).entries()) {
    const args = typeof call.args === 'string' ? call.args : JSON.stringify(call.args);
    const item = {
      type: 'function_call',
      call_id: call.callId ?? `call_${index + 1}_${n + 1}`,
      name: call.name,
      arguments: args,
    };
    events.push({ type: 'response.output_item.done', item });
  }
  events.push({ type: 'response.completed', response: { id, usage: reply.usage ?? USAGE } });
  return events;
}
