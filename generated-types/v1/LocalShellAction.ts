// Generated from protocol/ by `npm run emit`: edit that, not this.
/** The command of a `local_shell_call`. */
export type LocalShellAction = {
  type: "exec";
  command: string[];
  timeout_ms?: number | null | undefined;
  working_directory?: string | null | undefined;
  env?: {
    [key: string]: string;
  } | null | undefined;
  user?: string | null | undefined;
};
