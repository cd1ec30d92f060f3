import * as z from 'zod';
import { type Infer, named, open } from '../schema.js';

export const ErrorEvent = named('ErrorEvent', 'Something failed. If it belongs to a turn, the turn ends.', () =>
  open({ message: z.string() }),
);
export type ErrorEvent = Infer<typeof ErrorEvent>;

export const StreamErrorEvent = named(
  'StreamErrorEvent',
  'The stream of the model broke off, and the request is sent again.',
  () => open({ message: z.string() }),
);
export type StreamErrorEvent = Infer<typeof StreamErrorEvent>;

export const BackgroundEventEvent = named('BackgroundEventEvent', 'A note for the user about what is happening.', () =>
  open({ message: z.string() }),
);
export type BackgroundEventEvent = Infer<typeof BackgroundEventEvent>;

export const TaskStartedEvent = named('TaskStartedEvent', 'A turn has begun.', () =>
  open({ model_context_window: z.int().nullable().describe('Tokens that fit; null when the model is not known.') }),
);
export type TaskStartedEvent = Infer<typeof TaskStartedEvent>;

export const TaskCompleteEvent = named('TaskCompleteEvent', 'A turn has ended by itself.', () =>
  open({ last_agent_message: z.string().nullable() }),
);
export type TaskCompleteEvent = Infer<typeof TaskCompleteEvent>;

export const TurnAbortReason = named('TurnAbortReason', 'Why a turn was cut short.', () =>
  z.enum(['interrupted', 'replaced', 'review_ended']),
);
export type TurnAbortReason = Infer<typeof TurnAbortReason>;

export const TurnAbortedEvent = named('TurnAbortedEvent', 'A turn was cut short.', () =>
  open({ reason: TurnAbortReason() }),
);
export type TurnAbortedEvent = Infer<typeof TurnAbortedEvent>;

export const TokenUsage = named('TokenUsage', 'Tokens that the model counted.', () =>
  open({
    input_tokens: z.int(),
    cached_input_tokens: z.int().describe('The part of `input_tokens` that the provider had cached.'),
    output_tokens: z.int(),
    reasoning_output_tokens: z.int().describe('The part of `output_tokens` that was used for reasoning.'),
    total_tokens: z.int(),
  }),
);
export type TokenUsage = Infer<typeof TokenUsage>;

export const TokenUsageInfo = named('TokenUsageInfo', 'Tokens of the whole conversation and of the last answer.', () =>
  open({
    total_token_usage: TokenUsage(),
    last_token_usage: TokenUsage(),
    model_context_window: z.int().nullable(),
  }),
);
export type TokenUsageInfo = Infer<typeof TokenUsageInfo>;

export const RateLimitWindow = named('RateLimitWindow', 'How much of a limit of the provider is used.', () =>
  open({
    used_percent: z.number().describe('0 to 100.'),
    window_minutes: z.int().nullable(),
    resets_in_seconds: z.int().nullable(),
  }),
);
export type RateLimitWindow = Infer<typeof RateLimitWindow>;

export const RateLimitSnapshot = named(
  'RateLimitSnapshot',
  'The short and the long limit, as far as the provider reports them.',
  () => open({ primary: RateLimitWindow().nullable(), secondary: RateLimitWindow().nullable() }),
);
export type RateLimitSnapshot = Infer<typeof RateLimitSnapshot>;

export const TokenCountEvent = named('TokenCountEvent', 'Tokens used so far and the limits of the provider.', () =>
  open({
    info: TokenUsageInfo().nullable().describe('Null before the first answer of the model.'),
    rate_limits: RateLimitSnapshot().nullable(),
  }),
);
export type TokenCountEvent = Infer<typeof TokenCountEvent>;

export const TurnDiffEvent = named(
  'TurnDiffEvent',
  'All that the patches of this turn changed so far, as one diff.',
  () => open({ unified_diff: z.string() }),
);
export type TurnDiffEvent = Infer<typeof TurnDiffEvent>;

export const StepStatus = named('StepStatus', 'The state of a step of the plan.', () =>
  z.enum(['pending', 'in_progress', 'completed']),
);
export type StepStatus = Infer<typeof StepStatus>;

export const PlanItemArg = named('PlanItemArg', 'A step of the plan.', () =>
  open({ step: z.string(), status: StepStatus() }),
);
export type PlanItemArg = Infer<typeof PlanItemArg>;

export const UpdatePlanArgs = named('UpdatePlanArgs', 'The plan of the model, complete each time.', () =>
  open({ explanation: z.string().nullable(), plan: z.array(PlanItemArg()) }),
);
export type UpdatePlanArgs = Infer<typeof UpdatePlanArgs>;
