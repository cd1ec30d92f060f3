import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';

export const ContentItem = named('ContentItem', 'A part of a message, as the model sees it.', () =>
  z.discriminatedUnion('type', [
    open({ type: z.literal('input_text'), text: z.string() }),
    open({ type: z.literal('input_image'), image_url: z.string().describe('A data URL or an address.') }),
    open({ type: z.literal('output_text'), text: z.string() }),
  ]),
);
export type ContentItem = Infer<typeof ContentItem>;

export const ReasoningSummaryPart = named(
  'ReasoningSummaryPart',
  "A passage of the summary of the model's reasoning.",
  () => open({ type: z.literal('summary_text'), text: z.string() }),
);
export type ReasoningSummaryPart = Infer<typeof ReasoningSummaryPart>;

export const ReasoningContentPart = named(
  'ReasoningContentPart',
  "A passage of the model's reasoning, if the provider sends it.",
  () => open({ type: z.enum(['reasoning_text', 'text']), text: z.string() }),
);
export type ReasoningContentPart = Infer<typeof ReasoningContentPart>;

export const LocalShellAction = named('LocalShellAction', 'The command of a `local_shell_call`.', () =>
  open({
    type: z.literal('exec'),
    command: z.array(z.string()),
    timeout_ms: z.int().nullish(),
    working_directory: z.string().nullish(),
    env: z.record(z.string(), z.string()).nullish(),
    user: z.string().nullish(),
  }),
);
export type LocalShellAction = Infer<typeof LocalShellAction>;

export const WebSearchAction = named(
  'WebSearchAction',
  'What a web search of the model did; only `search` has a query.',
  () => open({ type: z.string(), query: z.string().optional() }),
);
export type WebSearchAction = Infer<typeof WebSearchAction>;

/** Items have the model's `id` only when they arrive: it is never written to a rollout. */
const id = () => z.string().optional();

export const MessageItem = named('MessageItem', 'A message of the user, the assistant or the developer.', () =>
  open({ type: z.literal('message'), id: id(), role: z.string(), content: z.array(ContentItem()) }),
);
export type MessageItem = Infer<typeof MessageItem>;

export const ReasoningItem = named('ReasoningItem', "The model's reasoning: summarised, in full, or encrypted.", () =>
  open({
    type: z.literal('reasoning'),
    id: id(),
    summary: z.array(ReasoningSummaryPart()),
    content: z.array(ReasoningContentPart()).nullish(),
    encrypted_content: z.string().nullish(),
  }),
);
export type ReasoningItem = Infer<typeof ReasoningItem>;

export const LocalShellCallItem = named('LocalShellCallItem', 'A call of the built-in shell of some models.', () =>
  open({
    type: z.literal('local_shell_call'),
    id: id(),
    call_id: z.string().nullish(),
    status: z.enum(['completed', 'in_progress', 'incomplete']),
    action: LocalShellAction(),
  }),
);
export type LocalShellCallItem = Infer<typeof LocalShellCallItem>;

export const FunctionCallItem = named('FunctionCallItem', 'A tool call with JSON arguments.', () =>
  open({
    type: z.literal('function_call'),
    id: id(),
    name: z.string(),
    arguments: z.string().describe('JSON text, exactly as the model wrote it.'),
    call_id: z.string(),
  }),
);
export type FunctionCallItem = Infer<typeof FunctionCallItem>;

export const FunctionCallOutputItem = named(
  'FunctionCallOutputItem',
  'The output of a tool call, as the model reads it.',
  () => open({ type: z.literal('function_call_output'), id: id(), call_id: z.string(), output: z.string() }),
);
export type FunctionCallOutputItem = Infer<typeof FunctionCallOutputItem>;

export const CustomToolCallItem = named('CustomToolCallItem', 'A tool call whose input is free text.', () =>
  open({
    type: z.literal('custom_tool_call'),
    id: id(),
    status: z.string().optional(),
    call_id: z.string(),
    name: z.string(),
    input: z.string(),
  }),
);
export type CustomToolCallItem = Infer<typeof CustomToolCallItem>;

export const CustomToolCallOutputItem = named(
  'CustomToolCallOutputItem',
  'The output of a tool call with free text.',
  () => open({ type: z.literal('custom_tool_call_output'), id: id(), call_id: z.string(), output: z.string() }),
);
export type CustomToolCallOutputItem = Infer<typeof CustomToolCallOutputItem>;

export const WebSearchCallItem = named('WebSearchCallItem', 'A web search that the model provider ran by itself.', () =>
  open({
    type: z.literal('web_search_call'),
    id: id(),
    status: z.string().optional(),
    action: WebSearchAction(),
  }),
);
export type WebSearchCallItem = Infer<typeof WebSearchCallItem>;

export const ResponseItem = named('ResponseItem', 'One item of the history that the model sees.', () =>
  z.discriminatedUnion('type', [
    MessageItem(),
    ReasoningItem(),
    LocalShellCallItem(),
    FunctionCallItem(),
    FunctionCallOutputItem(),
    CustomToolCallItem(),
    CustomToolCallOutputItem(),
    WebSearchCallItem(),
  ]),
);
export type ResponseItem = Infer<typeof ResponseItem>;
