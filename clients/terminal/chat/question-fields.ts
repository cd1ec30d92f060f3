import type { v2 } from '../../../generated-types/index.js';
import type { OpenRequest } from './session.js';

export type Asked = Extract<OpenRequest, { method: 'item/tool/requestUserInput' | 'mcpServer/elicitation/request' }>;

/** The answer that was given; undefined: none. Or the reason why it does not fit, as a text. */
export type Read = { readonly value: v2.JsonValue | undefined } | { readonly problem: string };

/** One question: for a text, or for one or several of some options. */
export interface Field {
  readonly id: string;
  readonly title: string;
  readonly options: readonly { readonly label: string; readonly hint: string; readonly value: v2.JsonValue }[];
  /** A text of the user's own may be given. */
  readonly isOpen: boolean;
  readonly isSecret: boolean;
  readonly isOptional: boolean;
  /** Several options may be chosen. */
  readonly isMultiple: boolean;
  readonly preset: v2.JsonValue | undefined;
  readonly read: (text: string) => Read;
  readonly readList: (values: readonly v2.JsonValue[]) => Read;
}

export function fieldsOf(request: Asked): Field[] {
  if (request.method === 'item/tool/requestUserInput') return request.params.questions.map(fieldOfQuestion);
  const { params } = request;
  if (!('requestedSchema' in params)) return [];
  const { properties = {}, required = [] } = (params.requestedSchema ?? {}) as {
    properties?: Record<string, Property>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([id, property]) => fieldOfProperty(id, property, !required.includes(id)));
}

function fieldOfQuestion({ id, question, options, isOther, isSecret }: v2.ToolRequestUserInputQuestion): Field {
  return {
    ...{ id, title: question, isSecret, isOptional: false, isMultiple: false, preset: undefined },
    options: (options ?? []).map(({ label, description }) => ({ label, hint: description, value: label })),
    isOpen: isOther || !options?.length,
    read: (text) => (text === '' ? { problem: 'An answer is needed.' } : { value: text }),
    readList: (values) => ({ value: [...values] }),
  };
}

interface Titled {
  readonly const?: string;
  readonly title?: string;
}

/** A property of the schema of a form. MCP allows texts, numbers, yes or no, one of several options, and several options. */
interface Property {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: v2.JsonValue;
  readonly enum?: readonly string[];
  readonly enumNames?: readonly string[];
  readonly oneOf?: readonly Titled[];
  readonly anyOf?: readonly Titled[];
  readonly items?: Property;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

function fieldOfProperty(id: string, property: Property, isOptional: boolean): Field {
  const { type, title = id, description } = property;
  const isMultiple = type === 'array';
  const options = type === 'boolean' ? YES_OR_NO : optionsOf(isMultiple ? (property.items ?? {}) : property);
  const skipped = isOptional && !isMultiple && options.length > 0 ? [{ label: 'no answer', value: null }] : [];
  return {
    ...{ id, isOptional, isMultiple, isSecret: false, preset: property.default },
    title: description ? `${title}: ${description}` : title,
    options: [...options, ...skipped].map((option) => ({ ...option, hint: '' })),
    isOpen: options.length === 0,
    read: (text) => (type === 'number' || type === 'integer' ? numberOf(text, property) : textOf(text, property)),
    readList: (values) => listOf(values, property, isOptional),
  };
}

const YES_OR_NO = [
  { label: 'yes', value: true },
  { label: 'no', value: false },
];

function optionsOf({ enum: values = [], enumNames = [], oneOf, anyOf }: Property) {
  const titled = (oneOf ?? anyOf ?? []).flatMap(({ const: value, title }) =>
    value === undefined ? [] : [{ label: title ?? value, value }],
  );
  return [...values.map((value, n) => ({ label: enumNames[n] ?? String(value), value })), ...titled];
}

function numberOf(text: string, { type, minimum = -Infinity, maximum = Infinity }: Property): Read {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return { problem: 'A number is needed.' };
  if (type === 'integer' && !Number.isInteger(value)) return { problem: 'A whole number is needed.' };
  if (value < minimum) return { problem: `It must be ${minimum} or more.` };
  return value > maximum ? { problem: `It must be ${maximum} or less.` } : { value };
}

function textOf(text: string, { minLength = 0, maxLength = Infinity }: Property): Read {
  if (text.length < minLength) return { problem: `At least ${minLength} characters are needed.` };
  return text.length > maxLength ? { problem: `At most ${maxLength} characters are allowed.` } : { value: text };
}

function listOf(
  values: readonly v2.JsonValue[],
  { minItems = 0, maxItems = Infinity }: Property,
  isOptional: boolean,
): Read {
  if (values.length === 0 && isOptional) return { value: undefined };
  if (values.length < minItems) return { problem: `Choose at least ${minItems}.` };
  return values.length > maxItems ? { problem: `Choose at most ${maxItems}.` } : { value: [...values] };
}
