import type { ScriptReply } from '../../src/model/scripted/script.js';

/** One `data:` of a stream, with a name under which a reply can pause before or after it. */
export interface ChatEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Turns one scripted reply into the chunks that the Chat Completions API would stream; raw events are chunks as they are. */
export function chatEvents(
  reply: ScriptReply,
  serial: number,
  body: Record<string, unknown>,
  done: boolean,
): ChatEvent[] {
  const end = { type: 'done', data: '[DONE]' };
  if (reply.events) return [...reply.events.map((data) => ({ type: 'raw', data })), ...(done ? [end] : [])];
  const chunk = (rest: object) => ({ id: `chatcmpl-${serial}`, object: 'chat.completion.chunk', ...rest });
  const delta = (type: string, delta: object, finish_reason: string | null = null) => ({
    type,
    data: chunk({ choices: [{ index: 0, delta, finish_reason }] }),
  });
  const text = reply.deltas ?? (reply.text === undefined ? [] : words(reply.text));
  const calls = (reply.calls ?? []).flatMap(({ name, args, callId = `call_${serial}_0` }, index) => {
    const input = typeof args === 'string' ? args : JSON.stringify(args);
    const half = Math.ceil(input.length / 2);
    const id = index === 0 ? callId : callId.replace(/_0$/, `_${index}`);
    return [
      delta('call', { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      delta('call', { tool_calls: [{ index, function: { arguments: input.slice(0, half) } }] }),
      delta('call', { tool_calls: [{ index, function: { arguments: input.slice(half) } }] }),
    ];
  });
  const events = [
    ...(reply.reasoning === undefined ? [] : words(reply.reasoning)).map((reasoning) =>
      delta('reasoning', { reasoning }),
    ),
    ...text.map((content) => delta('text', { role: 'assistant', content })),
    ...calls,
    delta('finish', {}, calls.length > 0 ? 'tool_calls' : 'stop'),
    ...(reply.usage === null || !asksUsage(body)
      ? []
      : [{ type: 'usage', data: chunk({ choices: [], ...usageOf(reply) }) }]),
    end,
  ];
  return reply.cut === undefined ? events : events.slice(0, reply.cut);
}

const asksUsage = ({ stream_options: options }: Record<string, unknown>): boolean =>
  (options as { include_usage?: boolean } | undefined)?.include_usage === true;

/** Each word with the white space after it. */
const words = (text: string): string[] => text.match(/\S*\s*/g)?.filter((word) => word !== '') ?? [];

function usageOf(reply: ScriptReply): object {
  const { input = 10, cached = 0, output = 5, reasoning = 0 } = reply.usage ?? {};
  return {
    usage: {
      prompt_tokens: input,
      prompt_tokens_details: { cached_tokens: cached },
      completion_tokens: output,
      completion_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
  };
}
