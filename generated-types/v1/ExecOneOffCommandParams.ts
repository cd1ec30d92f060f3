// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SandboxPolicy } from './SandboxPolicy.js';

/** Params of `execOneOffCommand`. */
export type ExecOneOffCommandParams = {
  /** The program and its arguments; no shell is involved. */
  command: string[];
  /** 10 seconds when left out. */
  timeoutMs?: number | null | undefined;
  cwd?: string | null | undefined;
  /** That of the configuration when left out. */
  sandboxPolicy?: SandboxPolicy | null | undefined;
};
