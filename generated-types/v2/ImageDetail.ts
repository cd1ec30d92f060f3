// Generated from protocol/ by `npm run emit`: edit that, not this.
/** How closely the model looks at an image. */
export type ImageDetail = "auto" | "low" | "high" | "original";
