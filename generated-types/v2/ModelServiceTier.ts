// Generated from protocol/ by `npm run emit`: edit that, not this.
/** A speed that a model is offered with. */
export type ModelServiceTier = {
  id: string;
  name: string;
  description: string;
};
