import type { RequestSpec } from '../declare.js';

/**
 * The requests that have handlers in `src/api/v2`. What is added here is asked of the handlers by the compiler and listed by
 * `initialize`; what is only declared is answered as an unknown method. Whole families are spread; `only` picks from one.
 */
export const offeredRequests = {} satisfies Record<string, RequestSpec>;

/** Some methods of a family. */
export const only = <F extends Record<string, RequestSpec>, M extends keyof F>(
  family: F,
  ...methods: M[]
): Pick<F, M> => Object.fromEntries(methods.map((method) => [method, family[method]])) as Pick<F, M>;
