// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LoadedConversation } from './LoadedConversation.js';

/** Result of `turnwire/status`. */
export type StatusResponse = {
  version: string;
  pid: number;
  uptimeSeconds: number;
  memory: {
    rssBytes: number;
    heapUsedBytes: number;
  };
  /** Clients of this process that have sent another request than `initialize`. */
  connections: number;
  conversations: LoadedConversation[];
};
