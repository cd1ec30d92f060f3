// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Model } from './Model.js';

/** Result of `model/list`. */
export type ModelListResponse = {
  data: Model[];
  nextCursor: string | null;
};
