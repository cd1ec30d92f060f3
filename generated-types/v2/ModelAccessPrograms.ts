// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CyberAccessProgram } from './CyberAccessProgram.js';

/** Programs of the model service. Always null here. */
export type ModelAccessPrograms = {
  cyber: CyberAccessProgram[];
};
