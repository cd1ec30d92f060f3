import type { ChatMessage, InputItem, ModelRequest, RequestBody } from './model-peer.js';
import type { Normaliser } from './normalise.js';

/** One line that describes a request to the model, for readers. */
export function requestLine({ body }: ModelRequest, names: Normaliser): string {
  const asked = body.messages ? { messages: body.messages.slice(1).map(said) } : { input: body.input.map(brief) };
  return `= ${JSON.stringify(names.value({ ...summary(body), ...asked }))}`;
}

function summary(body: RequestBody): Record<string, unknown> {
  const tools = (body.tools ?? []) as readonly NamedTool[];
  return {
    model: body.model,
    ...(body.reasoning ? { reasoning: body.reasoning } : {}),
    tools: tools.map((tool) => tool.function?.name ?? tool.name ?? tool.type),
  };
}

interface NamedTool {
  readonly name?: string;
  readonly type: string;
  /** On the Chat Completions wire. */
  readonly function?: { readonly name: string };
}

/** `user: hi`, `call shell {…}`, `output done`: enough to see what was in the history, and in which order. */
export function brief(item: InputItem): string {
  const texts = (item.content ?? []).map((part) => part.text ?? JSON.stringify(part)).join(' + ');
  switch (item.type) {
    case 'message':
      return `${item.role}: ${environment(texts)}`;
    case 'function_call':
      return `call ${item.name} ${item.arguments}`;
    case 'function_call_output':
      return `output ${item.output}`;
    case 'reasoning':
      return `reasoning ${JSON.stringify(item.summary)}`;
    default:
      return JSON.stringify(item);
  }
}

/** The same for the Chat Completions wire; the instructions are left aside. */
function said({ role, content, ...more }: ChatMessage): string {
  const text = typeof content === 'string' ? environment(content) : JSON.stringify(content);
  return [`${role}: ${text}`, ...Object.entries(more).map(([key, value]) => `${key} ${JSON.stringify(value)}`)].join(
    ' ',
  );
}

/** The environment context without the shell, which depends on the user who runs the test. */
function environment(text: string): string {
  if (!text.startsWith('<environment_context>')) return text;
  const fields = [...text.matchAll(/<(cwd|approval_policy|sandbox_mode|network_access|root)>(.*?)<\/\1>/g)];
  return `environment ${fields.map(([, , value]) => value).join(' ')}`;
}
