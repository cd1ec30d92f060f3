import * as z from 'zod';
import { notification } from '../declare.js';
import type { Infer } from '../schema.js';
import { HOME, THREAD_ID, TURN_ID } from './examples.js';
import { named } from './named.js';

export const NonSteerableTurnKind = named('NonSteerableTurnKind', 'A kind of turn that accepts no further input.', () =>
  z.enum(['review', 'compact']),
);
export type NonSteerableTurnKind = Infer<typeof NonSteerableTurnKind>;

export const CodexErrorInfo = named(
  'CodexErrorInfo',
  'The cause of a failed turn, for programs. New words may be added.',
  () =>
    z.union([
      z.enum([
        'contextWindowExceeded',
        'sessionBudgetExceeded',
        'usageLimitExceeded',
        'rateLimitExceeded',
        'flexUnavailable',
        'serverOverloaded',
        'modelNotFound',
        'policyCapacityUnavailable',
        'inferenceHookDenied',
        'cyberPolicy',
        'bioPolicy',
        'misalignmentPolicyViolation',
        'tooManyDenials',
        'internalServerError',
        'unauthorized',
        'badRequest',
        'threadRollbackFailed',
        'sandboxError',
        'other',
      ]),
      z.object({ httpConnectionFailed: z.object({ httpStatusCode: z.int().nullable() }) }),
      z.object({ responseStreamConnectionFailed: z.object({ httpStatusCode: z.int().nullable() }) }),
      z.object({ responseStreamDisconnected: z.object({ httpStatusCode: z.int().nullable() }) }),
      z.object({ responseTooManyFailedAttempts: z.object({ httpStatusCode: z.int().nullable() }) }),
      z.object({ activeTurnNotSteerable: z.object({ turnKind: NonSteerableTurnKind() }) }),
      z.string(),
      z.record(z.string(), z.unknown()),
    ]),
);
export type CodexErrorInfo = Infer<typeof CodexErrorInfo>;

export const MisalignmentSteer = named('MisalignmentSteer', 'Text that the service sent instead of an answer.', () =>
  z.object({ message: z.string() }),
);
export type MisalignmentSteer = Infer<typeof MisalignmentSteer>;

export const MisalignmentErrorDetails = named(
  'MisalignmentErrorDetails',
  'Why the service stopped an answer. Always null here.',
  () =>
    z.object({
      errorType: z.string().nullable(),
      detailedExplanation: z.string().nullable(),
      steer: MisalignmentSteer().nullable(),
      reviewTarget: z.string().nullable(),
    }),
);
export type MisalignmentErrorDetails = Infer<typeof MisalignmentErrorDetails>;

export const TurnError = named('TurnError', 'Why a turn failed.', () =>
  z.object({
    message: z.string(),
    codexErrorInfo: CodexErrorInfo().nullable(),
    additionalDetails: z.string().nullable(),
    misalignment: MisalignmentErrorDetails().nullable(),
  }),
);
export type TurnError = Infer<typeof TurnError>;

export const ErrorNotification = named('ErrorNotification', 'Params of `error`.', () =>
  z.object({ error: TurnError(), willRetry: z.boolean(), threadId: z.string(), turnId: z.string() }),
);
export type ErrorNotification = Infer<typeof ErrorNotification>;

export const WarningNotification = named('WarningNotification', 'Params of `warning`.', () =>
  z.object({ threadId: z.string().nullable(), message: z.string() }),
);
export type WarningNotification = Infer<typeof WarningNotification>;

export const GuardianWarningNotification = named('GuardianWarningNotification', 'Params of `guardianWarning`.', () =>
  z.object({ threadId: z.string(), message: z.string() }),
);
export type GuardianWarningNotification = Infer<typeof GuardianWarningNotification>;

export const TextPosition = named('TextPosition', 'A place in a file; line and column count from 1.', () =>
  z.object({ line: z.int(), column: z.int() }),
);
export type TextPosition = Infer<typeof TextPosition>;

export const TextRange = named('TextRange', 'A part of a file.', () =>
  z.object({ start: TextPosition(), end: TextPosition() }),
);
export type TextRange = Infer<typeof TextRange>;

export const ConfigWarningNotification = named('ConfigWarningNotification', 'Params of `configWarning`.', () =>
  z.object({
    summary: z.string(),
    details: z.string().nullable(),
    path: z.string().optional(),
    range: TextRange().optional(),
  }),
);
export type ConfigWarningNotification = Infer<typeof ConfigWarningNotification>;

export const DeprecationNoticeNotification = named(
  'DeprecationNoticeNotification',
  'Params of `deprecationNotice`.',
  () => z.object({ summary: z.string(), details: z.string().nullable() }),
);
export type DeprecationNoticeNotification = Infer<typeof DeprecationNoticeNotification>;

export const errorNotifications = {
  error: notification({
    doc: 'A turn failed, or a request to the model is tried again.',
    stability: 'stable',
    params: ErrorNotification,

    example: {
      params: {
        error: {
          message: 'stream disconnected before completion',
          codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: null } },
          additionalDetails: null,
          misalignment: null,
        },
        willRetry: true,
        threadId: THREAD_ID,
        turnId: TURN_ID,
      },
    },
  }),
  warning: notification({
    doc: 'A warning for the user. The turn continues.',
    stability: 'stable',
    params: WarningNotification,

    example: { params: { threadId: THREAD_ID, message: 'The model has changed.' } },
  }),
  guardianWarning: notification({
    doc: 'A reviewing model warns of an action.',
    stability: 'stable',
    params: GuardianWarningNotification,

    example: { params: { threadId: THREAD_ID, message: 'Be careful.' } },
  }),
  configWarning: notification({
    doc: 'The configuration has a fault that does not stop the server.',
    stability: 'stable',
    params: ConfigWarningNotification,

    example: { params: { summary: 'An unknown key was ignored.', details: null, path: `${HOME}/config.toml` } },
  }),
  deprecationNotice: notification({
    doc: 'The client uses something that will be removed.',
    stability: 'stable',
    params: DeprecationNoticeNotification,

    example: { params: { summary: 'thread/rollback is replaced by thread/revert.', details: null } },
  }),
};
