import { AppError } from '../../../protocol/errors.js';

/** Does something with a file. Throws `AppError`: `io_error` with this beginning of its message, unless it is one already. */
export function attempt<T>(prefix: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    throw e instanceof AppError ? e : ioError(prefix, path, e);
  }
}

export function ioError(prefix: string, path: string, e: unknown): AppError {
  const reason = (e as Error).message;
  return new AppError('io_error', `${prefix}: ${reason}`, { reason, path });
}
