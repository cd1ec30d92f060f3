import * as z from 'zod';
import { type Infer, named, open } from './schema.js';

export const RequestId = named(
  'RequestId',
  'The id of a request: a string or a 64-bit integer, echoed as it was given. Unique among the unanswered requests of its sender.',
  () => z.union([z.string(), z.int()]),
);
export type RequestId = Infer<typeof RequestId>;

export const RequestMessage = named(
  'RequestMessage',
  'The envelope of a request: a method, and an id for the answer.',
  () =>
    z.object({
      method: z.string(),
      id: RequestId(),
      params: z.unknown().optional(),
    }),
);
export type RequestMessage = Infer<typeof RequestMessage>;

export const NotificationMessage = named(
  'NotificationMessage',
  'The envelope of a notification, which has no answer.',
  () => z.object({ method: z.string(), params: z.unknown().optional() }),
);
export type NotificationMessage = Infer<typeof NotificationMessage>;

export const ResponseMessage = named('ResponseMessage', 'The envelope of an answer to a request.', () =>
  z.object({ id: RequestId(), result: z.unknown() }),
);
export type ResponseMessage = Infer<typeof ResponseMessage>;

export const ErrorObject = named(
  'ErrorObject',
  'What went wrong: `message` is for users, `data.code` for programs.',
  () =>
    z.object({
      code: z.int(),
      message: z.string(),
      data: open({ code: z.string() })
        .optional()
        .describe('`code` is one of the catalogue; the other fields depend on it.'),
    }),
);
export type ErrorObject = Infer<typeof ErrorObject>;

export const ErrorMessage = named(
  'ErrorMessage',
  'The envelope of a refused request; the id is null when it could not be read.',
  () => z.object({ error: ErrorObject(), id: RequestId().nullable() }),
);
export type ErrorMessage = Infer<typeof ErrorMessage>;
