// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AnyErrorData } from './AnyErrorData.js';
import type { ConversationId } from '../v1/ConversationId.js';
import type { DiagnosticLevel } from './DiagnosticLevel.js';

/** Params of `turnwire/diagnostics`. */
export type DiagnosticsNotification = {
  level: DiagnosticLevel;
  /** A text for users. */
  message: string;
  /** Left out when the diagnostic is about the whole server. */
  conversationId?: ConversationId | undefined;
  /** The cause, for programs, when the catalogue has it. */
  error?: AnyErrorData | undefined;
};
