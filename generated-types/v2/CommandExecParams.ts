// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { CommandExecTerminalSize } from './CommandExecTerminalSize.js';
import type { SandboxPolicy } from './SandboxPolicy.js';

/** Params of `command/exec`. */
export type CommandExecParams = {
  command: string[];
  processId?: string | null | undefined;
  tty?: boolean | null | undefined;
  streamStdin?: boolean | null | undefined;
  streamStdoutStderr?: boolean | null | undefined;
  outputBytesCap?: number | null | undefined;
  disableOutputCap?: boolean | null | undefined;
  disableTimeout?: boolean | null | undefined;
  timeoutMs?: number | null | undefined;
  cwd?: string | null | undefined;
  env?: {
    [key: string]: string | null;
  } | null | undefined;
  size?: CommandExecTerminalSize | null | undefined;
  sandboxPolicy?: SandboxPolicy | null | undefined;
  permissionProfile?: string | null | undefined;
};
