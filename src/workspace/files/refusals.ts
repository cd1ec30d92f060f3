import { AppError } from '../../../protocol/errors.js';
import { UnusableFileError } from '../../os/open-regular-file.js';
import { systemErrorText } from '../../os/system-error.js';

export function refused(path: string, message: string): AppError {
  return new AppError('invalid_request', message, { path, reason: message });
}

export const notAFile = (path: string): AppError => refused(path, `path \`${path}\` is not a file`);

/** Errors of the file system have the bare text of the system, which clients know. */
export async function inWordsOfFiles<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (e) {
    if (AppError.is(e)) throw e;
    if (e instanceof UnusableFileError)
      throw e.code === 'not_regular' ? notAFile(path) : refused(path, `path \`${path}\`: ${e.message}`);
    if ((e as NodeJS.ErrnoException).code === undefined) throw e;
    throw failed(path, e as NodeJS.ErrnoException);
  }
}

export function failed(path: string, error: NodeJS.ErrnoException): AppError {
  const reason = systemErrorText(error);
  return new AppError('io_error', reason, { reason, path });
}
