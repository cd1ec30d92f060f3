import * as z from 'zod';
import type { Infer } from '../schema.js';
import { named } from './named.js';

export const ByteRange = named(
  'ByteRange',
  'A part of a text, in bytes of its UTF-8 form; `end` is not part of it.',
  () => z.object({ start: z.int(), end: z.int() }),
);
export type ByteRange = Infer<typeof ByteRange>;

export const TextElement = named('TextElement', 'A part of the input that a client shows in its own way.', () =>
  z.object({ byteRange: ByteRange(), placeholder: z.string().nullable().default(null) }),
);
export type TextElement = Infer<typeof TextElement>;

export const ImageDetail = named('ImageDetail', 'How closely the model looks at an image.', () =>
  z.enum(['auto', 'low', 'high', 'original']),
);
export type ImageDetail = Infer<typeof ImageDetail>;

export const UserInput = named('UserInput', 'One piece of what the user sends.', () =>
  z.union([
    z.object({ type: z.literal('text'), text: z.string(), text_elements: z.array(TextElement()).default([]) }),
    z.object({ type: z.literal('image'), detail: ImageDetail().nullable().default(null), url: z.string() }),
    z.object({ type: z.literal('image'), detail: ImageDetail().nullable().default(null), fileId: z.string() }),
    z.object({ type: z.literal('localImage'), detail: ImageDetail().nullable().default(null), path: z.string() }),
    z.object({ type: z.literal('audio'), url: z.string() }),
    z.object({ type: z.literal('audio'), fileId: z.string() }),
    z.object({ type: z.literal('localAudio'), path: z.string() }),
    z.object({ type: z.literal('skill'), name: z.string(), path: z.string() }),
    z.object({ type: z.literal('mention'), name: z.string(), path: z.string() }),
  ]),
);
export type UserInput = Infer<typeof UserInput>;
