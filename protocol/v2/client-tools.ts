import * as z from 'zod';
import { family, serverRequest } from '../declare.js';
import type { Infer } from '../schema.js';
import { ITEM_ID, THREAD_ID, TURN_ID } from './examples.js';
import { DynamicToolCallOutputContentItem } from './item-parts.js';
import { JsonValue } from './json.js';
import { named } from './named.js';

export const ToolRequestUserInputOption = named('ToolRequestUserInputOption', 'An answer to choose.', () =>
  z.object({ label: z.string(), description: z.string() }),
);
export type ToolRequestUserInputOption = Infer<typeof ToolRequestUserInputOption>;

export const ToolRequestUserInputQuestion = named(
  'ToolRequestUserInputQuestion',
  'A question of the model to the user.',
  () =>
    z.object({
      id: z.string(),
      header: z.string(),
      question: z.string(),
      isOther: z.boolean(),
      isSecret: z.boolean(),
      options: z.array(ToolRequestUserInputOption()).nullable(),
    }),
);
export type ToolRequestUserInputQuestion = Infer<typeof ToolRequestUserInputQuestion>;

export const ToolRequestUserInputParams = named(
  'ToolRequestUserInputParams',
  'Params of `item/tool/requestUserInput`.',
  () =>
    z.object({
      threadId: z.string(),
      turnId: z.string(),
      itemId: z.string(),
      questions: z.array(ToolRequestUserInputQuestion()),
      isBlocking: z.boolean(),
      autoResolutionMs: z.int().nullable(),
    }),
);
export type ToolRequestUserInputParams = Infer<typeof ToolRequestUserInputParams>;

export const ToolRequestUserInputAnswer = named('ToolRequestUserInputAnswer', 'What the user answered.', () =>
  z.object({ answers: z.array(z.string()) }),
);
export type ToolRequestUserInputAnswer = Infer<typeof ToolRequestUserInputAnswer>;

export const ToolRequestUserInputResponse = named(
  'ToolRequestUserInputResponse',
  'Result of `item/tool/requestUserInput`.',
  () => z.object({ answers: z.record(z.string(), ToolRequestUserInputAnswer()) }),
);
export type ToolRequestUserInputResponse = Infer<typeof ToolRequestUserInputResponse>;

export const DynamicToolCallParams = named('DynamicToolCallParams', 'Params of `item/tool/call`.', () =>
  z.object({
    threadId: z.string(),
    turnId: z.string(),
    callId: z.string(),
    namespace: z.string().nullable(),
    tool: z.string(),
    arguments: JsonValue(),
  }),
);
export type DynamicToolCallParams = Infer<typeof DynamicToolCallParams>;

export const DynamicToolCallResponse = named('DynamicToolCallResponse', 'Result of `item/tool/call`.', () =>
  z.object({ contentItems: z.array(DynamicToolCallOutputContentItem()), success: z.boolean() }),
);
export type DynamicToolCallResponse = Infer<typeof DynamicToolCallResponse>;

const times = () => ({
  threadId: z.string(),
  turnId: z.string().nullable(),
  serverName: z.string(),
  environmentId: z.string().nullable(),
});

export const McpServerElicitationRequestParams = named(
  'McpServerElicitationRequestParams',
  'Params of `mcpServer/elicitation/request`.',
  () =>
    z.discriminatedUnion('mode', [
      z.object({
        mode: z.literal('openai/userVerification'),
        _meta: JsonValue().nullable(),
        title: z.string(),
        description: z.string(),
        challenge: z.string(),
        ...times(),
      }),
      z.object({
        mode: z.literal('form'),
        _meta: JsonValue().nullable(),
        message: z.string(),
        requestedSchema: JsonValue(),
        ...times(),
      }),
      z.object({
        mode: z.literal('openai/form'),
        _meta: JsonValue().nullable(),
        message: z.string(),
        requestedSchema: JsonValue(),
        ...times(),
      }),
      z.object({
        mode: z.literal('openaiForm'),
        _meta: JsonValue().nullable(),
        message: z.string(),
        requestedSchema: JsonValue(),
        ...times(),
      }),
      z.object({
        mode: z.literal('url'),
        _meta: JsonValue().nullable(),
        message: z.string(),
        url: z.string(),
        elicitationId: z.string(),
        ...times(),
      }),
    ]),
);
export type McpServerElicitationRequestParams = Infer<typeof McpServerElicitationRequestParams>;

export const McpServerElicitationAction = named('McpServerElicitationAction', 'What the user did with the form.', () =>
  z.enum(['accept', 'decline', 'cancel']),
);
export type McpServerElicitationAction = Infer<typeof McpServerElicitationAction>;

export const McpServerElicitationRequestResponse = named(
  'McpServerElicitationRequestResponse',
  'Result of `mcpServer/elicitation/request`.',
  () =>
    z.object({ action: McpServerElicitationAction(), content: JsonValue().nullish(), _meta: JsonValue().nullish() }),
);
export type McpServerElicitationRequestResponse = Infer<typeof McpServerElicitationRequestResponse>;

export const clientTools = family({
  'item/tool/requestUserInput': serverRequest({
    doc: 'Asks the user questions of the model. An error, or an answer that cannot be read, counts as no answers.',
    stability: 'stable',
    params: ToolRequestUserInputParams,
    result: ToolRequestUserInputResponse,
    errors: [],

    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        itemId: ITEM_ID,
        questions: [
          {
            id: 'bed',
            header: 'Bed',
            question: 'Which bed?',
            isOther: true,
            isSecret: false,
            options: [{ label: 'Roses', description: 'By the door.' }],
          },
        ],
        isBlocking: true,
        autoResolutionMs: null,
      },
      result: { answers: { bed: { answers: ['Roses'] } } },
    },
  }),
  'item/tool/call': serverRequest({
    doc: 'Calls a tool of the client. An error, or an answer that cannot be read, is a failed call.',
    stability: 'stable',
    params: DynamicToolCallParams,
    result: DynamicToolCallResponse,
    errors: [],

    order: '`item/started` with the same id comes before it.',
    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        callId: ITEM_ID,
        namespace: null,
        tool: 'water',
        arguments: { bed: 'roses' },
      },
      result: { contentItems: [{ type: 'inputText', text: 'done' }], success: true },
    },
  }),
  'mcpServer/elicitation/request': serverRequest({
    doc: 'An MCP server asks the user, or one of its tools needs an approval. An error counts as `decline`.',
    stability: 'stable',
    params: McpServerElicitationRequestParams,
    result: McpServerElicitationRequestResponse,
    errors: [],

    example: {
      params: {
        threadId: THREAD_ID,
        turnId: TURN_ID,
        serverName: 'tools',
        environmentId: null,
        mode: 'form',
        _meta: null,
        message: 'Which bed?',
        requestedSchema: { type: 'object', properties: {} },
      },
      result: { action: 'accept', content: {}, _meta: null },
    },
  }),
});
