import * as z from 'zod';
import { ERROR_SHAPES, type ErrorData } from '../error-shapes.js';
import { ERRORS, type ErrorCode } from '../errors.js';
import { type FieldsOf, type Flat, type Named, named, oneOf, open } from '../schema.js';

type WithCode<C extends ErrorCode> = Flat<{ code: C } & FieldsOf<ErrorData[C]>>;

/** `conversation_busy` -> `ConversationBusyData`. */
const typeName = (code: ErrorCode) =>
  `${code.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Data`;

const declare = (code: ErrorCode) =>
  named(typeName(code), ERRORS[code].doc, () => open({ code: z.literal(code), ...ERROR_SHAPES[code]() }));

/** The types of `error.data`, one named type for each code. */
export const errorData = Object.fromEntries(
  (Object.keys(ERRORS) as ErrorCode[]).map((code) => [code, declare(code)]),
  // `fromEntries` forgets which value belongs to which key.
) as unknown as { readonly [C in ErrorCode]: Named<z.ZodType<WithCode<C>>> };

export type AnyErrorData = { [C in ErrorCode]: WithCode<C> }[ErrorCode];

export const AnyErrorData: Named<z.ZodType<AnyErrorData>> = named(
  'AnyErrorData',
  '`error.data` of any refused request; `code` says which.',
  () =>
    oneOf(
      'code',
      Object.values(errorData).map((declared) => declared()),
    ),
);
