// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How far the model may trust a context text. */
export type AdditionalContextKind = "untrusted" | "application";
