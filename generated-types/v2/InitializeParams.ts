// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ClientInfo } from './ClientInfo.js';
import type { InitializeCapabilities } from './InitializeCapabilities.js';

/** Params of `initialize`. */
export type InitializeParams = {
  clientInfo: ClientInfo;
  capabilities?: InitializeCapabilities | null | undefined;
  /** What the client wants from Turnwire beyond the protocol. Other servers ignore it. */
  turnwire?: {
    /** Notifications of a conversation have `seq` and `epoch` beside `method`, for `turnwire/attach`. */
    seq?: boolean | null | undefined;
  } | null | undefined;
};
