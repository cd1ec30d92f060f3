// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ClientInfo } from './ClientInfo.js';

/** Params of `initialize`. */
export type InitializeParams = {
  clientInfo: ClientInfo;
};
