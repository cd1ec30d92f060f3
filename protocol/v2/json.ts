import * as z from 'zod';
import type { Infer, Named } from '../schema.js';
import { named } from './named.js';

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

export const RequestId = named('RequestId', 'The id of a request.', () => z.union([z.string(), z.int()]));
export type RequestId = Infer<typeof RequestId>;

export const AbsolutePathBuf = named('AbsolutePathBuf', 'An absolute path.', () => z.string());
export type AbsolutePathBuf = Infer<typeof AbsolutePathBuf>;

export const LegacyAppPathString = named('LegacyAppPathString', 'A path as the system of the server writes it.', () =>
  z.string(),
);
export type LegacyAppPathString = Infer<typeof LegacyAppPathString>;
