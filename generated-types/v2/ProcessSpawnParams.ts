// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { AbsolutePathBuf } from './AbsolutePathBuf.js';
import type { ProcessTerminalSize } from './ProcessTerminalSize.js';

/** Params of `process/spawn`. */
export type ProcessSpawnParams = {
  command: string[];
  processHandle: string;
  cwd: AbsolutePathBuf;
  tty?: boolean | null | undefined;
  streamStdin?: boolean | null | undefined;
  streamStdoutStderr?: boolean | null | undefined;
  outputBytesCap?: number | null | undefined;
  timeoutMs?: number | null | undefined;
  env?: {
    [key: string]: string | null;
  } | null | undefined;
  size?: ProcessTerminalSize | null | undefined;
};
