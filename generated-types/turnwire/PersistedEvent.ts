// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { InputMessageKind } from '../v1/InputMessageKind.js';
import type { RateLimitSnapshot } from '../v1/RateLimitSnapshot.js';
import type { ReviewOutputEvent } from '../v1/ReviewOutputEvent.js';
import type { TokenUsageInfo } from '../v1/TokenUsageInfo.js';
import type { TurnAbortReason } from '../v1/TurnAbortReason.js';

/** An event that is written to the rollout, as `event_msg`. */
export type PersistedEvent = {
  type: "user_message";
  /** All text parts, joined without a separator. */
  message: string;
  /** Left out when there is no text. */
  kind?: InputMessageKind | undefined;
  /** Data URLs or addresses. */
  images?: string[] | undefined;
} | {
  type: "agent_message";
  message: string;
} | {
  type: "agent_reasoning";
  text: string;
} | {
  type: "agent_reasoning_raw_content";
  text: string;
} | {
  type: "token_count";
  /** Null before the first answer of the model. */
  info: TokenUsageInfo | null;
  rate_limits: RateLimitSnapshot | null;
} | {
  type: "entered_review_mode";
  prompt: string;
  /** What is reviewed, in short. */
  user_facing_hint: string;
} | {
  type: "exited_review_mode";
  /** Null when it was cut short. */
  review_output: ReviewOutputEvent | null;
} | {
  type: "turn_aborted";
  reason: TurnAbortReason;
};
