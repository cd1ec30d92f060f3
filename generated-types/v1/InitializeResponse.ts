// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ServerInfo } from './ServerInfo.js';

/** Result of `initialize`. */
export type InitializeResponse = {
  /** The user agent that the server sends to models. */
  userAgent: string;
  /** Other servers of v1 leave out this member and all that follow. */
  serverInfo?: ServerInfo | undefined;
  /** The versions of the protocol that the server speaks. */
  protocols?: string[] | undefined;
  /** The requests that work now. */
  methods?: string[] | undefined;
  /** The folder of the configuration and the conversations. Left out by older servers. */
  codexHome?: string | undefined;
  /** `unix` or `windows`. */
  platformFamily?: string | undefined;
  /** `linux`, `macos` or `windows`. */
  platformOs?: string | undefined;
};
