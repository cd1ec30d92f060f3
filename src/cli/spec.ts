/** An option of a command, as the parser, the help and the completion of shells read it. */
export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What its value is called in the help. */
  readonly value?: string;
  /** The only allowed values. */
  readonly choices?: readonly string[];
  /** Without it the option is accepted, and not shown. */
  readonly help?: string;
  /** An option of `codex` that is refused: what to do in its place. */
  readonly instead?: string;
}

/** One command: everything that is known about it before its code is loaded. */
export interface Spec {
  /** All words, such as `mcp add`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** A sentence for the list of commands. */
  readonly summary: string;
  /** What follows the summary in its own help. */
  readonly about?: string;
  /** Its forms, without the name. By default, they are made from `arguments`. */
  readonly usage?: readonly string[];
  /** Its arguments besides options: `<needed>`, `[optional]`, and `...` behind the last for any number. */
  readonly arguments?: readonly string[];
  /** The only words that its first argument can be. */
  readonly choices?: readonly string[];
  /** Everything from the second argument on belongs to another program, options too. */
  readonly takesCommand?: boolean;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** It does nothing without one of its commands. */
  readonly isGroup?: boolean;
  readonly commands?: readonly Spec[];
  /** Not shown in lists and in the completion. */
  readonly isHidden?: boolean;
}

export const HELP = { help: { type: 'boolean', short: 'h', help: 'Print this text' } } as const;

export const JSON_OPTION = { json: { type: 'boolean', help: 'Print JSON' } } as const;

export const IMAGE_OPTION = {
  type: 'string',
  short: 'i',
  multiple: true,
  value: 'file',
  help: 'Attach pictures; commas part several',
} as const;

/** The options of every command that reads the configuration, any number of times. When two set the same key, the later one counts. */
export const CONFIG_OPTIONS = {
  config: {
    type: 'string',
    short: 'c',
    multiple: true,
    value: 'key=value',
    help: 'Use this value in place of the one in config.toml; the value is TOML or plain text',
  },
  enable: { type: 'string', multiple: true, value: 'feature', help: 'The same as -c features.<feature>=true' },
  disable: { type: 'string', multiple: true, value: 'feature', help: 'The same as -c features.<feature>=false' },
} as const;

/** Clients put these options before every command. */
export const CLIENT_OPTIONS = {
  'strict-config': {
    type: 'boolean',
    help: 'Accepted; settings that are not known are reported in any case',
  },
  oss: { type: 'boolean', help: 'The same as -c model_provider="oss"' },
} as const;
