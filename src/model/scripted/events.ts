import type { ScriptReply } from './script.js';

export type ResponsesEvent = Record<string, unknown> & { type: string };

/** Turns one scripted reply into the events that the Responses API would stream; `serial` makes their ids unique. */
export function replyEvents(reply: ScriptReply, serial: number): ResponsesEvent[] {
  if (reply.events) return reply.events as ResponsesEvent[];
  const events: ResponsesEvent[] = [{ type: 'response.created', response: { id: `resp_${serial}` } }];
  if (reply.reasoning !== undefined) events.push(...reasoningEvents(reply.reasoning, serial));
  const text = reply.text ?? reply.deltas?.join('');
  if (text !== undefined) events.push(...textEvents(reply, text, serial));
  (reply.calls ?? []).forEach((call, i) => {
    const args = typeof call.args === 'string' ? call.args : JSON.stringify(call.args);
    const item = {
      type: 'function_call',
      id: `fc_${serial}_${i}`,
      call_id: call.callId ?? `call_${serial}_${i}`,
      name: call.name,
      arguments: args,
    };
    events.push({ type: 'response.output_item.done', item });
  });
  events.push({ type: 'response.completed', response: { id: `resp_${serial}`, ...usageOf(reply) } });
  return reply.cut === undefined ? events : events.slice(0, reply.cut);
}

function reasoningEvents(text: string, serial: number): ResponsesEvent[] {
  const id = `rs_${serial}`;
  return [
    { type: 'response.reasoning_summary_part.added', item_id: id },
    ...words(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', item_id: id, delta })),
    {
      type: 'response.output_item.done',
      item: { type: 'reasoning', id, summary: [{ type: 'summary_text', text }], encrypted_content: null },
    },
  ];
}

function textEvents(reply: ScriptReply, text: string, serial: number): ResponsesEvent[] {
  const id = `msg_${serial}`;
  const message = (content: unknown[]) => ({ type: 'message', role: 'assistant', id, content });
  return [
    { type: 'response.output_item.added', item: message([]) },
    ...(reply.deltas ?? words(text)).map((delta) => ({ type: 'response.output_text.delta', item_id: id, delta })),
    { type: 'response.output_item.done', item: message([{ type: 'output_text', text }]) },
  ];
}

/** Each word with the white space after it. */
const words = (text: string): string[] => text.match(/\S*\s*/g)?.filter((word) => word !== '') ?? [];

function usageOf(reply: ScriptReply): object {
  if (reply.usage === null) return {};
  const { input = 10, cached = 0, output = 5, reasoning = 0 } = reply.usage ?? {};
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
  return { usage };
}
