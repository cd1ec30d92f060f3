// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ModelRerouteReason } from './ModelRerouteReason.js';

/** Params of `model/rerouted`. */
export type ModelReroutedNotification = {
  threadId: string;
  turnId: string;
  fromModel: string;
  toModel: string;
  reason: ModelRerouteReason;
};
