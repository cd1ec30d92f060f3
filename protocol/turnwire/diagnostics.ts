import * as z from 'zod';
import { notification } from '../declare.js';
import { ConversationId } from '../rollout/ids.js';
import { type Infer, named } from '../schema.js';
import { CONVERSATION, ROLLOUT } from '../v1/examples.js';
import { AnyErrorData } from './error-data.js';

export const DiagnosticLevel = named('DiagnosticLevel', 'How much a diagnostic matters.', () =>
  z.enum(['info', 'warning', 'error']),
);
export type DiagnosticLevel = Infer<typeof DiagnosticLevel>;

export const DiagnosticsNotification = named('DiagnosticsNotification', 'Params of `turnwire/diagnostics`.', () =>
  z.object({
    level: DiagnosticLevel(),
    message: z.string().describe('A text for users.'),
    conversationId: ConversationId().optional().describe('Left out when the diagnostic is about the whole server.'),
    error: AnyErrorData().optional().describe('The cause, for programs, when the catalogue has it.'),
  }),
);
export type DiagnosticsNotification = Infer<typeof DiagnosticsNotification>;

export const diagnosticsNotifications = {
  'turnwire/diagnostics': notification({
    doc: 'Something that the user should know and that is not the reply to a request: a repaired rollout, a setting that is ignored, or the cause of an `error` event.',
    params: DiagnosticsNotification,
    errors: [
      'io_error',
      'config_unreadable',
      'rollout_invalid',
      'sandbox_unavailable',
      'model_unreachable',
      'model_overloaded',
      'model_refused',
      'model_not_found',
      'model_rate_limited',
      'quota_exceeded',
      'context_full',
      'auth_missing',
      'auth_rejected',
      'auth_expired',
      'auth_refresh_failed',
    ],
    order: 'The cause of an `error` event comes right after that event.',
    example: {
      params: {
        level: 'warning',
        message: 'The rollout was gone and has been written again.',
        conversationId: CONVERSATION,
        error: { code: 'io_error', reason: 'no such file', path: ROLLOUT },
      },
    },
  }),
};
