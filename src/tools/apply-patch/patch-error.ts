import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

/**
 * `syntax`: the text is no patch. `empty`: it changes nothing. `no_match`: it does not fit the file. `conflict`: its parts do not fit each
 * other. `read`, `write`: the file system refuses. `stale`: a file is no longer what it was when the patch was planned. `aborted`: the turn
 * has ended.
 */
export type PatchErrorKind = 'syntax' | 'empty' | 'no_match' | 'conflict' | 'read' | 'write' | 'stale' | 'aborted';

/** A patch that cannot be applied; the message is for the model. */
export class PatchError extends Error {
  override name = 'PatchError';
  constructor(
    readonly kind: PatchErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An error with the same form as an error of the file system. */
export function systemError(code: keyof typeof constants.errno): Error {
  return Object.assign(new Error(code), { code, errno: -constants.errno[code] });
}

/** Errors for which libuv and the C library have different texts. Models know the texts of the C library. */
const WORDS: Record<string, string> = {
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  ENAMETOOLONG: 'File name too long',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
};

/** What a failed call says, as the reference writes it: `No such file or directory (os error 2)`. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, errno } = error as NodeJS.ErrnoException;
  const known = errno === undefined ? undefined : getSystemErrorMap().get(errno);
  if (code === undefined || errno === undefined || known === undefined) return error.message;
  const words = WORDS[code] ?? known[1].charAt(0).toUpperCase() + known[1].slice(1);
  return `${words} (os error ${Math.abs(errno)})`;
}
