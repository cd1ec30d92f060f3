// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ExecOutputStream } from './ExecOutputStream.js';

/** A command has written something. */
export type ExecCommandOutputDeltaEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  stream: ExecOutputStream;
  /** Bytes in base64; a chunk may end inside a character. */
  chunk: string;
};
