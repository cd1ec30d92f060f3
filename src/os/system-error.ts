import { constants } from 'node:os';

/** The words of the C library for the errors that files and programs meet. */
const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  EFBIG: 'File too large',
  EINVAL: 'Invalid argument',
  EIO: 'Input/output error',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  ENAMETOOLONG: 'File name too long',
  ENFILE: 'Too many open files in system',
  ENOENT: 'No such file or directory',
  ENOEXEC: 'Exec format error',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  ENOTEMPTY: 'Directory not empty',
  ENXIO: 'No such device or address',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
  ETXTBSY: 'Text file busy',
  EXDEV: 'Invalid cross-device link',
  E2BIG: 'Argument list too long',
};

const NUMBERS = constants.errno as Readonly<Record<string, number>>;

/** An error of the system as other programs show it, `No such file or directory (os error 2)`, and any other in its own words. */
export function systemErrorText({ code = '', message }: NodeJS.ErrnoException): string {
  const [text, number] = [TEXTS[code], NUMBERS[code]];
  return text === undefined || number === undefined ? message : `${text} (os error ${number})`;
}
