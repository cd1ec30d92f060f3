// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A way to sign in: with a key, with a ChatGPT account, or with the key of the environment. */
export type SignInOption = "apikey" | "chatgpt" | "environment";
