import type * as z from 'zod';
import { nearestWord } from '../os/nearest-word.js';
import { type CheckedConfig, type Fault, isServerInUse } from './checked.js';
import { Config, isProvider } from './schema.js';
import { type Below, belowOf } from './schema-walk.js';
import { isTable, type TomlTable } from './toml.js';

/** A setting that has no effect. */
export interface UnknownSetting {
  readonly keys: readonly string[];
  /** The key is known and its value is not. */
  readonly isValue?: boolean;
  /** The key that the user may have meant, or the fault. */
  readonly hint?: string | undefined;
}

/**
 * Keys that the schema does not name, and values that count as not set: those that the checked configuration no longer has, and providers that could not be
 * used. Tables whose keys are free have none. An MCP server that cannot be used is reported in each conversation.
 */
export function unknownSettings(tree: TomlTable, { config, faults }: CheckedConfig): UnknownSetting[] {
  const broken = Object.entries(config.model_providers).filter(([, provider]) => !isProvider(provider));
  const isFaulty = ({ keys }: UnknownSetting): boolean => faults.some((fault) => isWithin(keys, fault.keys));
  return [
    ...below(tree, config, Config, []).filter((setting) => !isFaulty(setting)),
    ...broken.map(([id]) => ({ keys: ['model_providers', id], isValue: true })),
    ...faults.filter((fault) => !isServerInUse(fault)).map(settingOf),
  ];
}

const settingOf = ({ keys, reason }: Fault): UnknownSetting => ({ keys, isValue: true, hint: reason });

const isWithin = (keys: readonly string[], above: readonly string[]): boolean =>
  above.every((key, i) => key === keys[i]);

function below(value: unknown, read: unknown, schema: z.core.$ZodType, keys: readonly string[]): UnknownSetting[] {
  if (!isTable(value)) return [];
  const known = belowOf(schema);
  return Object.entries(value).flatMap(([key, inner]): UnknownSetting[] => {
    const path = [...keys, key];
    const next = schemaOf(known, key);
    if (!next) return known.kind === 'keys' ? [{ keys: path, hint: hintFor(key, keys, known.keys) }] : [];
    const innerRead = isTable(read) && Object.hasOwn(read, key) ? read[key] : undefined;
    return innerRead === undefined && inner !== undefined
      ? [{ keys: path, isValue: true }]
      : below(inner, innerRead, next, path);
  });
}

function schemaOf(known: Below, key: string): z.core.$ZodType | undefined {
  if (known.kind === 'each') return known.value;
  return known.kind === 'keys' && Object.hasOwn(known.keys, key) ? known.keys[key] : undefined;
}

function hintFor(key: string, above: readonly string[], known: Readonly<Record<string, unknown>>): string | undefined {
  if (above.length > 0 && Object.hasOwn(Config.shape, key))
    return `\`${key}\` is a key of the top level and must stand above the first [table]`;
  const near = nearestWord(key, Object.keys(known));
  return near && `did you mean \`${[...above, near].join('.')}\`?`;
}
