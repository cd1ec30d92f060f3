import type { Aspect } from '../observe.js';

/** A wanted difference. Every other difference is a finding. */
export interface Deviation {
  readonly aspect: Aspect;
  /** Which lines and paths; see `Difference.where`. */
  readonly where: RegExp;
  /** Only in this scenario, or in those of such a name. */
  readonly scenario?: string | RegExp;
  /** Only for these values. */
  readonly when?: (theirs: unknown, ours: unknown) => boolean;
  readonly reason: string;
}

export const added = (theirs: unknown) => theirs === undefined;
export const starts = (value: unknown, text: string) => typeof value === 'string' && value.startsWith(text);
export const begin = (text: string) => (theirs: unknown, ours: unknown) =>
  [theirs, ours].every((value) => starts(value, text));
export const begunAs = (those: string, these: string) => (theirs: unknown, ours: unknown) =>
  starts(theirs, those) && starts(ours, these);
export const refusedPatch = (theirs: unknown, ours: unknown) =>
  starts(theirs, 'error: ') && starts(ours, 'apply_patch verification failed: ');
export const notStarted = (theirs: unknown, ours: unknown) =>
  /\bNo such file or directory\b/.test(String(theirs)) && starts(ours, 'execution error: spawn ');
export const badMcpArguments = (theirs: unknown, ours: unknown) =>
  starts(theirs, 'err: ') && starts(ours, 'failed to parse function arguments: ');
export const mcpCause = (theirs: unknown, ours: unknown) =>
  starts(theirs, 'tool call error: ') && starts(ours, `${theirs}: `);
