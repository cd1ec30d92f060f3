// Generated from protocol/ by `npm run emit`: edit that, not this.
/** Where the review runs: in the thread itself, or in a copy. */
export type ReviewDelivery = "inline" | "detached";
