// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { NetworkApprovalProtocol } from './NetworkApprovalProtocol.js';

/** The host that a command wants to reach. */
export type NetworkApprovalContext = {
  host: string;
  protocol: NetworkApprovalProtocol;
};
