// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { ParsedCommand } from './ParsedCommand.js';

/** A command starts. */
export type ExecCommandBeginEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  /** The program and its arguments. */
  command: string[];
  cwd: string;
  parsed_cmd: ParsedCommand[];
};
