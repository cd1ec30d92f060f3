// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The name that the pages of a sign-in show. */
export type LoginAppBrand = "codex" | "chatgpt";
