// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';

/** Result of `initialize`. */
export type InitializeResponse = {
  userAgent: string;
  codexHome: AbsolutePathBuf;
  platformFamily: string;
  platformOs: string;
  /** Other servers of v2 leave out this member and all that follow. */
  serverInfo?: {
    name: string;
    version: string;
  } | undefined;
  /** The versions of the protocol that the server speaks. */
  protocols?: string[] | undefined;
  /** The requests that work now. */
  methods?: string[] | undefined;
};
