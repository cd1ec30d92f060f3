import * as z from 'zod';
import { type Named, named } from '../schema.js';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

export const JsonValue: Named<z.ZodType<JsonValue>> = named('JsonValue', 'Any JSON value.', () =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.lazy(() => JsonValue())),
    z.record(
      z.string(),
      z.lazy(() => JsonValue()),
    ),
  ]),
);
