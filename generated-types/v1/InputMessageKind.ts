// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Whether a user message was typed by the user, or wraps instructions or the description of the environment. */
export type InputMessageKind = "plain" | "user_instructions" | "environment_context";
