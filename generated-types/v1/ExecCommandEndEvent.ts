// Generated from protocol/ by `npm run emit`: edit that, not this.
import type { Duration } from './Duration.js';

/** A command has ended. */
export type ExecCommandEndEvent = {
  /** The same in every event and approval of this call. */
  call_id: string;
  stdout: string;
  stderr: string;
  /** Both streams in the order in which they arrived. */
  aggregated_output: string;
  exit_code: number;
  duration: Duration;
  /** The text that the model reads, shortened where it is long. */
  formatted_output: string;
};
