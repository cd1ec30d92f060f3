// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A program of the model service. It is accepted and has no effect here. */
export type CyberAccessProgram = "standard" | "daybreakBlue" | "daybreakRed";
