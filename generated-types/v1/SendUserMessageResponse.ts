// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Result of `sendUserMessage`. */
export type SendUserMessageResponse = Record<string, never>;
