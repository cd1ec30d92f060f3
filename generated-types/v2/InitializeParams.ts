// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ClientInfo } from './ClientInfo.js';
import type { InitializeCapabilities } from './InitializeCapabilities.js';

/** Params of `initialize`. */
export type InitializeParams = {
  clientInfo: ClientInfo;
  capabilities?: InitializeCapabilities | null | undefined;
};
