import * as z from 'zod';

/** Models also write values of other types as strings. */
export const fromText = <T extends z.ZodType>(type: T, shape: RegExp) =>
  z.preprocess((value) => (typeof value === 'string' && shape.test(value) ? parseJson(value) : value), type);

export const amount = fromText(z.number().min(0).nullish(), /^\s*(\d+(\.\d+)?|null)\s*$/);

export const truth = fromText(z.boolean().nullish(), /^\s*(true|false|null)\s*$/);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
