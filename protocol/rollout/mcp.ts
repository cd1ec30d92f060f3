import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';
import { JsonValue } from './json.js';

// The words of the Model Context Protocol, passed on as the tool server sent them: so members may be null or absent.

export const Role = named('Role', 'The readers that content is meant for.', () => z.enum(['assistant', 'user']));
export type Role = Infer<typeof Role>;

export const Annotations = named('Annotations', 'Hints on how to show or weigh a piece of content.', () =>
  open({
    audience: z.array(Role()).nullish(),
    lastModified: z.string().nullish(),
    priority: z.number().nullish(),
  }),
);
export type Annotations = Infer<typeof Annotations>;

export const TextContent = named('TextContent', 'Text from a tool.', () =>
  open({ annotations: Annotations().nullish(), text: z.string(), type: z.string() }),
);
export type TextContent = Infer<typeof TextContent>;

/** `data` is base64. */
const media = () => ({
  annotations: Annotations().nullish(),
  data: z.string().describe('Base64.'),
  mimeType: z.string(),
  type: z.string(),
});

export const ImageContent = named('ImageContent', 'A picture from a tool.', () => open(media()));
export type ImageContent = Infer<typeof ImageContent>;

export const AudioContent = named('AudioContent', 'A sound from a tool.', () => open(media()));
export type AudioContent = Infer<typeof AudioContent>;

export const ResourceLink = named('ResourceLink', 'A resource that a tool points to.', () =>
  open({
    annotations: Annotations().nullish(),
    description: z.string().nullish(),
    mimeType: z.string().nullish(),
    name: z.string(),
    size: z.int().nullish(),
    title: z.string().nullish(),
    type: z.string(),
    uri: z.string(),
  }),
);
export type ResourceLink = Infer<typeof ResourceLink>;

export const TextResourceContents = named('TextResourceContents', 'A resource that is text.', () =>
  open({ mimeType: z.string().nullish(), text: z.string(), uri: z.string() }),
);
export type TextResourceContents = Infer<typeof TextResourceContents>;

export const BlobResourceContents = named('BlobResourceContents', 'A resource that is bytes, in base64.', () =>
  open({ blob: z.string(), mimeType: z.string().nullish(), uri: z.string() }),
);
export type BlobResourceContents = Infer<typeof BlobResourceContents>;

export const EmbeddedResourceResource = named('EmbeddedResourceResource', 'A resource, as text or as bytes.', () =>
  z.union([TextResourceContents(), BlobResourceContents()]),
);
export type EmbeddedResourceResource = Infer<typeof EmbeddedResourceResource>;

export const EmbeddedResource = named('EmbeddedResource', 'A resource that a tool sends along.', () =>
  open({ annotations: Annotations().nullish(), resource: EmbeddedResourceResource(), type: z.string() }),
);
export type EmbeddedResource = Infer<typeof EmbeddedResource>;

export const ContentBlock = named('ContentBlock', 'A piece of what a tool answered.', () =>
  z.union([TextContent(), ImageContent(), AudioContent(), ResourceLink(), EmbeddedResource()]),
);
export type ContentBlock = Infer<typeof ContentBlock>;

export const CallToolResult = named('CallToolResult', 'What a tool answered.', () =>
  open({
    content: z.array(ContentBlock()),
    isError: z.boolean().nullish(),
    structuredContent: JsonValue().optional(),
  }),
);
export type CallToolResult = Infer<typeof CallToolResult>;

export const ToolAnnotations = named(
  'ToolAnnotations',
  'What the server says about its tool. These are hints, not promises.',
  () =>
    open({
      destructiveHint: z.boolean().nullish(),
      idempotentHint: z.boolean().nullish(),
      openWorldHint: z.boolean().nullish(),
      readOnlyHint: z.boolean().nullish(),
      title: z.string().nullish(),
    }),
);
export type ToolAnnotations = Infer<typeof ToolAnnotations>;

const jsonSchema = () => ({
  properties: JsonValue().optional(),
  required: z.array(z.string()).nullish(),
  type: z.string(),
});

export const ToolInputSchema = named('ToolInputSchema', "The JSON Schema of a tool's arguments.", () =>
  open(jsonSchema()),
);
export type ToolInputSchema = Infer<typeof ToolInputSchema>;

export const ToolOutputSchema = named('ToolOutputSchema', 'The JSON Schema of the result of a tool.', () =>
  open(jsonSchema()),
);
export type ToolOutputSchema = Infer<typeof ToolOutputSchema>;

export const Tool = named('Tool', 'A tool that a server offers.', () =>
  open({
    annotations: ToolAnnotations().nullish(),
    description: z.string().nullish(),
    inputSchema: ToolInputSchema(),
    name: z.string(),
    outputSchema: ToolOutputSchema().nullish(),
    title: z.string().nullish(),
  }),
);
export type Tool = Infer<typeof Tool>;
