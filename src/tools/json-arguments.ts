import type * as z from 'zod';
import { explain } from '../../protocol/explain.js';
import { parseJson } from '../domain/json.js';

/** Reads the arguments that the model wrote for a function; when they cannot be read, `problem` is the text for the model. */
export function parseArguments<S extends z.ZodType>(
  schema: S,
  json: string,
): { readonly value: z.infer<S> } | { readonly problem: string } {
  const problem = (what: string) => ({ problem: `failed to parse function arguments: ${what}` });
  let value: unknown;
  try {
    value = parseJson(json);
  } catch (e) {
    return problem((e as Error).message);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  const { path, reason } = explain(parsed.error);
  return problem(`${path.join('.')}: ${reason}`);
}
