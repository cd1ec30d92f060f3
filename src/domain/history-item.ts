import { createHash } from 'node:crypto';

/**
 * One item of the history that the model is sent, in the form of the Responses API. Each model API translates from this form. The `id` is the model's own; it
 * is kept only for providers that store their answers.
 */
export type HistoryItem =
  | MessageItem
  | ReasoningHistoryItem
  | LocalShellCall
  | FunctionCall
  | FunctionCallOutput
  | CustomToolCall
  | CustomToolCallOutput
  | WebSearchCall;

export type ContentPart =
  | { type: 'input_text'; text: string }
  | { type: 'input_image'; image_url: string; detail?: ImageDetail | undefined }
  | { type: 'output_text'; text: string };

/** How closely a model looks at a picture. */
export type ImageDetail = 'auto' | 'low' | 'high' | 'original';

export interface MessageItem {
  type: 'message';
  id?: string | undefined;
  role: string;
  content: ContentPart[];
  /** What the message is for, in the words of the model; models that give it want it back. */
  phase?: string | undefined;
}

export interface ReasoningHistoryItem {
  type: 'reasoning';
  id?: string | undefined;
  summary: { type: 'summary_text'; text: string }[];
  content?: { type: 'reasoning_text' | 'text'; text: string }[] | null | undefined;
  encrypted_content?: string | null | undefined;
  /** The provider and account that can read `encrypted_content`; undefined when the rollout does not have it. It is not sent to models. */
  origin?: string | undefined;
}

export interface LocalShellCall {
  type: 'local_shell_call';
  id?: string | undefined;
  call_id?: string | null | undefined;
  status: 'completed' | 'in_progress' | 'incomplete';
  action: {
    type: 'exec';
    command: string[];
    timeout_ms?: number | null | undefined;
    working_directory?: string | null | undefined;
    env?: Record<string, string> | null | undefined;
    user?: string | null | undefined;
  };
}

export interface FunctionCall {
  type: 'function_call';
  id?: string | undefined;
  /** The namespace of the tool `name`. */
  namespace?: string | undefined;
  name: string;
  /** JSON text, exactly as the model wrote it. */
  arguments: string;
  call_id: string;
}

export interface FunctionCallOutput {
  type: 'function_call_output';
  id?: string | undefined;
  call_id: string;
  output: string;
}

export interface CustomToolCall {
  type: 'custom_tool_call';
  id?: string | undefined;
  status?: string | undefined;
  call_id: string;
  namespace?: string | undefined;
  name: string;
  input: string;
}

export interface CustomToolCallOutput {
  type: 'custom_tool_call_output';
  id?: string | undefined;
  call_id: string;
  output: string;
}

export interface WebSearchCall {
  type: 'web_search_call';
  id?: string | undefined;
  status?: string | undefined;
  action: { type: string; query?: string | undefined };
}

export type ToolOutput = FunctionCallOutput | CustomToolCallOutput;

export const isToolOutput = (item: HistoryItem): item is ToolOutput =>
  item.type === 'function_call_output' || item.type === 'custom_tool_call_output';

/** The output that answers a call, of the matching kind; undefined for items that call nothing. */
export function outputFor(item: HistoryItem, output: string): ToolOutput | undefined {
  switch (item.type) {
    case 'function_call':
      return { type: 'function_call_output', call_id: item.call_id, output };
    case 'local_shell_call':
      return { type: 'function_call_output', call_id: item.call_id ?? item.id ?? '', output };
    case 'custom_tool_call':
      return { type: 'custom_tool_call_output', call_id: item.call_id, output };
    default:
      return undefined;
  }
}

/** The texts of a message of the assistant, part by part; none for other items. */
export function assistantTexts(item: HistoryItem): string[] {
  if (item.type !== 'message' || item.role !== 'assistant') return [];
  return item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : []));
}

export const userMessage = (content: ContentPart[]): MessageItem => ({ type: 'message', role: 'user', content });

export const userText = (text: string): MessageItem => userMessage([{ type: 'input_text', text }]);

/** The text of a message for the model. */
export const inputText = ({ content }: MessageItem): string =>
  content.map((part) => (part.type === 'input_text' ? part.text : '')).join('');
/**
 * Names where sealed reasoning comes from: a provider, and the account there. Only they can read it, and any other refuses a request that holds it. The account
 * is hashed, because origins are written to rollouts.
 */
export function originName(provider: string, account: string | undefined): string {
  if (account === undefined) return provider;
  return `${provider} ${createHash('sha256').update(account).digest('hex').slice(0, 16)}`;
}
