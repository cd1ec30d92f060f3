import type { ErrorCode } from './error-codes.js';
import type { ErrorData } from './error-shapes.js';

export * from './error-codes.js';

/** An error of the catalogue as data: its code and the data of that code. */
export type Failure = { [C in ErrorCode]: { readonly code: C } & ErrorData[C] }[ErrorCode];

/** An expected failure: the reply carries its catalogue code. Any other thrown value is a defect and becomes `internal`. */
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

  /** Checks the members, not the class: the program has two bundles, and each has a copy of the class. */
  static is(error: unknown): error is AppError {
    return error instanceof Error && error.name === 'AppError' && Object.hasOwn(error, 'code');
  }
}
