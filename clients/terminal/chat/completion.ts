import { shownLine } from './harmless.js';
import type { Prompt } from './prompt.js';

/** Suggestions for the word at the cursor. */
export interface Suggestions {
  readonly items: readonly Suggestion[];
  /** Where the word begins. */
  readonly from: number;
  /** Names of commands: Enter runs the chosen one. */
  readonly isCommand: boolean;
}

export interface Suggestion {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** Looks for files; `found` of the completion is called with what it finds. */
export interface FileSearch {
  look(query: string): void;
  stop(): void;
}

/** Suggestions for `/command` at the beginning, and for `@file` anywhere. */
export class Completion {
  readonly #commands: readonly { name: string; help: string }[];
  readonly #search: FileSearch;
  #files: { query: string; paths: readonly string[] } = { query: '', paths: [] };

  constructor(commands: readonly { name: string; help: string }[], search: FileSearch) {
    this.#commands = commands;
    this.#search = search;
  }

  /** The prompt has changed. */
  look(prompt: Prompt): void {
    const mention = mentionAt(prompt);
    if (mention) this.#search.look(mention.query);
    else this.#search.stop();
  }

  found(query: string, paths: readonly string[]): void {
    this.#files = { query, paths };
  }

  of(prompt: Prompt): Suggestions | undefined {
    const command = /^\/([\w-]*)$/.exec(prompt.text)?.[1];
    if (command !== undefined) {
      const items = this.#commands
        .filter(({ name }) => name.startsWith(command))
        .map(({ name, help }) => ({ value: `/${name}`, label: `/${name}`, hint: help }));
      return items.length === 0 ? undefined : { items, from: 0, isCommand: true };
    }
    const mention = mentionAt(prompt);
    if (mention === undefined || this.#files.paths.length === 0 || !mention.query.startsWith(this.#files.query))
      return undefined;
    const items = this.#files.paths.map((path) => ({ value: quoted(path), label: shownLine(path) }));
    return { items, from: mention.from, isCommand: false };
  }
}

/** The `@` word that ends at the cursor. */
function mentionAt({ text, cursor }: Prompt): { query: string; from: number } | undefined {
  const found = /(?:^|\s)@([^\s@]*)$/.exec(text.slice(0, cursor));
  return found ? { query: found[1] as string, from: cursor - (found[1] as string).length - 1 } : undefined;
}

const quoted = (path: string): string => (/\s/.test(path) ? `"${path}"` : path);
