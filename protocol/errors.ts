import type { ErrorCode } from './error-codes.js';
import type { ErrorData } from './error-shapes.js';

export * from './error-codes.js';

/** An error of the catalogue as data: its code, and what belongs to it. */
export type Failure = { [C in ErrorCode]: { readonly code: C } & ErrorData[C] }[ErrorCode];

/** An expected failure: it is answered with its catalogue code. Anything else that is thrown is a defect and becomes `internal`. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  override name = 'AppError';
  constructor(
    readonly code: C,
    message: string,
    readonly data: ErrorData[C],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** By its marks, not its class: the program's first file and the rest are bundled apart, and each has a copy of the class. */
  static is(error: unknown): error is AppError {
    return error instanceof Error && error.name === 'AppError' && Object.hasOwn(error, 'code');
  }
}
