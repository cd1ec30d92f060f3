import { isJsonObject, parseJson } from '../domain/json.js';

/** The command with which a hook replaces that of the model; undefined when the hook returned something else. */
export function commandOf(input: unknown): string | undefined {
  if (!isJsonObject(input)) return undefined;
  return typeof input.command === 'string' ? input.command : undefined;
}

/** The arguments of a call, for a change of one of them; empty when they cannot be read. */
export function rawArguments(text: string): Record<string, unknown> {
  try {
    const read = parseJson(text);
    return isJsonObject(read) ? { ...read } : {};
  } catch {
    return {};
  }
}

/** How hooks see a command: by their own name for shells. */
export const hookedCommand = (command: string) => ({ name: 'Bash', input: { command } });
