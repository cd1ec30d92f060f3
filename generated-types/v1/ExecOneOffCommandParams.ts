// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { SandboxPolicy } from './SandboxPolicy.js';

/** Params of `execOneOffCommand`. */
export type ExecOneOffCommandParams = {
  /** The program and its arguments; no shell is involved. */
  command: string[];
  /** 10 seconds when left out. */
  timeoutMs?: number | null | undefined;
  cwd?: string | null | undefined;
  /** Default: the policy of the configuration. */
  sandboxPolicy?: SandboxPolicy | null | undefined;
};
