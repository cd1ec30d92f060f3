import * as z from 'zod';

/** The protocol allows only flat fields of these kinds in forms. Patterns, whose check may take for ever, are not allowed. */
const named = z.array(z.object({ const: z.string() }));
const Choice = z.object({ enum: z.array(z.string()).optional(), oneOf: named.optional(), anyOf: named.optional() });
const Text = Choice.extend({
  type: z.literal('string'),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  format: z.string().optional(),
});
const Numeric = z.object({
  type: z.enum(['number', 'integer']),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const Several = z.object({
  type: z.literal('array'),
  items: Choice,
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
});
const Field = z.union([Text, Numeric, z.object({ type: z.literal('boolean') }), Several]);
const Form = z.object({
  type: z.literal('object'),
  properties: z.record(z.string(), Field),
  required: z.array(z.string()).default([]),
});

export type FormContent = Record<string, string | number | boolean | string[]>;

/** The user's answer, when it fits the form: only fields of the form, and all required ones. */
export function formContent(schema: unknown, answer: unknown): FormContent | undefined {
  const { data: form } = Form.safeParse(schema);
  const { data: given } = z.record(z.string(), z.unknown()).safeParse(answer ?? {});
  if (form === undefined || given === undefined) return undefined;
  const complete = form.required.every((name) => Object.hasOwn(given, name));
  const fits = Object.entries(given).every(
    ([name, value]) => Object.hasOwn(form.properties, name) && fitsField(value, form.properties[name] as Field),
  );
  return complete && fits ? (given as FormContent) : undefined;
}

type Field = z.infer<typeof Field>;

function fitsField(value: unknown, field: Field): boolean {
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string' && fitsText(value, field);
    case 'array':
      return (
        Array.isArray(value) &&
        within(value.length, field.minItems, field.maxItems) &&
        value.every((one) => typeof one === 'string' && isChoice(one, field.items))
      );
    default:
      return (
        typeof value === 'number' &&
        (field.type === 'number' ? Number.isFinite(value) : Number.isInteger(value)) &&
        within(value, field.minimum, field.maximum)
      );
  }
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  email: (text) => z.email().safeParse(text).success,
  uri: (text) => URL.canParse(text),
  date: (text) => z.iso.date().safeParse(text).success,
  'date-time': (text) => z.iso.datetime({ offset: true }).safeParse(text).success,
};

function fitsText(text: string, field: z.infer<typeof Text>): boolean {
  const { format = '' } = field;
  const hasFormat = !Object.hasOwn(FORMATS, format) || FORMATS[format]?.(text) === true;
  return hasFormat && isChoice(text, field) && within([...text].length, field.minLength, field.maxLength);
}

function isChoice(text: string, { enum: listed, oneOf, anyOf }: z.infer<typeof Choice>): boolean {
  const titled = oneOf ?? anyOf;
  return (listed?.includes(text) ?? true) && (titled?.some((one) => one.const === text) ?? true);
}

const within = (value: number, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): boolean =>
  value >= least && value <= most;
