import * as z from 'zod';
import type { Named } from './schema.js';

const MAX_LENGTH = 200;

const build = () =>
  z
    .string()
    .min(1)
    .max(MAX_LENGTH)
    .nullish()
    .describe(
      'A text that the client makes for this request only. For a day, a request with the same key gets the same result and has no further effect.',
    );

let field: ReturnType<typeof build> | undefined;

const keyField = () => {
  field ??= build();
  return field;
};

/**
 * A field of the params of each request that creates or sends something: with it, the request can be repeated after a lost connection. The dispatcher handles
 * this; handlers do not get the key.
 */
export const idempotencyKey = () => ({ idempotencyKey: keyField() });

/** Whether the params have that field. `project/create` and `project/import` have a key of their own, as in the reference. */
export function takesKey(params: Named | null): boolean {
  const { shape } = (params?.() ?? {}) as { shape?: Record<string, unknown> };
  return shape?.idempotencyKey !== undefined && shape.idempotencyKey === field;
}
