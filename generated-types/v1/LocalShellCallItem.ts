// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { LocalShellAction } from './LocalShellAction.js';

/** A call of the built-in shell of some models. */
export type LocalShellCallItem = {
  type: "local_shell_call";
  id?: string | undefined;
  call_id?: string | null | undefined;
  status: "completed" | "in_progress" | "incomplete";
  action: LocalShellAction;
};
