// A model for programs of other makers, in a separate process. It speaks four protocols: OpenAI Responses and Chat Completions, Anthropic Messages, Gemini.
// Every answer is a list of words; `[[words N]]` in the prompt says how many.
import http from 'node:http';

const FEW = 10;
const usage = { input: 10, output: 5 };

/** The last wish in the request, since the prompts before it are sent again. */
function wordsFor(body) {
  const all = [...body.matchAll(/\[\[words (\d+)\]\]/g)];
  return words(Number(all.at(-1)?.[1] ?? FEW));
}

export const words = (count) => Array.from({ length: count }, (_, i) => `word${i} `);

const named = (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
const plain = (event) => `data: ${JSON.stringify(event)}\n\n`;

/** OpenAI Responses. */
function responses(list, id) {
  const item = (content) => ({ type: 'message', role: 'assistant', id: `msg_${id}`, content });
  const at = { item_id: `msg_${id}`, output_index: 0, content_index: 0 };
  const total = {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: usage.input + usage.output,
  };
  return [
    named({ type: 'response.created', response: { id: `resp_${id}` } }),
    named({ type: 'response.output_item.added', output_index: 0, item: item([]) }),
    ...list.map((delta) => named({ type: 'response.output_text.delta', ...at, delta })),
    named({
      type: 'response.output_item.done',
      output_index: 0,
      item: item([{ type: 'output_text', text: list.join('') }]),
    }),
    named({ type: 'response.completed', response: { id: `resp_${id}`, usage: total } }),
  ];
}

/** OpenAI Chat Completions. */
function chat(list, id) {
  const chunk = (delta, finish_reason = null, rest = {}) =>
    plain({
      id: `chat_${id}`,
      object: 'chat.completion.chunk',
      created: 1,
      model: 'mock-model',
      choices: [{ index: 0, delta, finish_reason }],
      ...rest,
    });
  const total = {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
  };
  return [
    chunk({ role: 'assistant', content: '' }),
    ...list.map((content) => chunk({ content })),
    chunk({}, 'stop', { usage: total }),
    'data: [DONE]\n\n',
  ];
}

/** Anthropic Messages. */
function messages(list, id) {
  const tokens = { input_tokens: usage.input, output_tokens: usage.output };
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: 'mock-model',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: tokens,
  };
  return [
    named({ type: 'message_start', message }),
    named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ...list.map((text) => named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    named({ type: 'content_block_stop', index: 0 }),
    named({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: tokens }),
    named({ type: 'message_stop' }),
  ];
}

const geminiUsage = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };
const candidate = (text, rest = {}) => ({
  candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, ...rest }],
  modelVersion: 'mock-model',
});

function gemini(list) {
  return [
    ...list.map((text) => plain(candidate(text))),
    plain({ ...candidate('', { finishReason: 'STOP' }), usageMetadata: geminiUsage }),
  ];
}

/** Answers without a stream: what programs ask beside a turn, such as a title. */
function whole(url, list) {
  const text = list.join('');
  if (url.endsWith('/messages'))
    return {
      id: 'msg',
      type: 'message',
      role: 'assistant',
      model: 'mock-model',
      content: [{ type: 'text', text }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: { input_tokens: 10, output_tokens: 5 },
    };
  if (url.endsWith('/chat/completions'))
    return {
      id: 'chat',
      object: 'chat.completion',
      created: 1,
      model: 'mock-model',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    };
  if (url.endsWith(':generateContent'))
    return {
      ...candidate('{"reasoning":"done","next_speaker":"user"}', { finishReason: 'STOP' }),
      usageMetadata: geminiUsage,
    };
  if (url.endsWith('count_tokens')) return { input_tokens: 10 };
  if (url.endsWith(':countTokens')) return { totalTokens: 10 };
  return { data: [], models: [] };
}

function streamFor(url, body, list, id) {
  if (url.endsWith(':streamGenerateContent')) return gemini(list);
  if (!/"stream":\s*true/.test(body)) return undefined;
  if (url.endsWith('/responses')) return responses(list, id);
  if (url.endsWith('/chat/completions')) return chat(list, id);
  return url.endsWith('/messages') ? messages(list, id) : undefined;
}

let serial = 0;
function serve() {
  const server = http.createServer(async (req, res) => {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('latin1');
    const [url] = req.url.split('?');
    const list = wordsFor(body);
    const frames = streamFor(url, body, list, ++serial);
    res.writeHead(200, { 'content-type': frames ? 'text/event-stream' : 'application/json' });
    if (!frames) return res.end(JSON.stringify(whole(url, list)));
    for (const frame of frames) res.write(frame);
    return res.end();
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.on('disconnect', () => process.exit(0));
}

if (process.send) serve();
