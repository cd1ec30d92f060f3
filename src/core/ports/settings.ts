import type { Failure } from '../../../protocol/errors.js';
import type { DynamicTool } from '../../domain/dynamic-tool.js';
import type { Hook } from '../../domain/hook.js';
import type {
  ApprovalPolicy,
  ApprovalWord,
  PermissionProfile,
  ReasoningEffort,
  ReasoningSummary,
  SandboxPolicy,
  Verbosity,
} from '../../domain/policies.js';
import type { McpSettings } from './mcp.js';

/** What a turn runs with. `sendUserTurn` replaces all of it. */
export interface TurnSettings {
  readonly cwd: string;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: SandboxPolicy;
  /** The profile that the sandbox policy comes from. */
  readonly permissionProfile?: PermissionProfile | undefined;
  /** The folders of the workspace, absolute; default: the working directory. */
  readonly workspaceRoots?: readonly string[] | undefined;
  readonly model: string;
  readonly effort?: ReasoningEffort | undefined;
  readonly summary: ReasoningSummary;
  /** The speed of the provider that the client wants: `default`, `flex` or one that models are offered with. */
  readonly serviceTier?: string | undefined;
  /** Default: the default mode. */
  readonly collaborationMode?: CollaborationMode | undefined;
}

/** How the model works with the user. In plan mode it asks and proposes, and changes nothing. */
export interface CollaborationMode {
  readonly mode: 'plan' | 'default';
  /** In place of the built-in instructions for the mode. */
  readonly developerInstructions?: string | null | undefined;
}

/** Whether an approval waits while no client has the conversation, is declined at once, or is declined after a number of seconds. */
export type WhenNobodyIsThere = 'wait' | 'deny' | number;

/** The configuration of one conversation, derived once when it is created or resumed. */
export interface ConversationSettings extends TurnSettings {
  /** What the client asked for, for what is derived again later. */
  readonly requested: SettingsOverrides;
  /** What the permission profile says and has no effect here. */
  readonly permissionNotes: readonly string[];
  readonly projectDocs: ProjectDocSettings;
  readonly provider: ProviderSettings;
  readonly verbosity?: Verbosity | undefined;
  /** Tokens; overrides what is known of the model. */
  readonly contextWindow?: number | undefined;
  /** Tokens from which on the history is summed up; overrides what is known of the model. */
  readonly autoCompactLimit?: number | undefined;
  /** Undefined: what fits the way in which clients reach this server. */
  readonly whenNobodyIsThere?: WhenNobodyIsThere | undefined;
  /** A conversation is unloaded after this time, when no client has it and nothing happens in it. */
  readonly unloadAfterSeconds: number;
  /** The model that gets the reasoning parameters because of a setting. */
  readonly forceReasoningOf?: string | undefined;
  /** Replaces the built-in instructions as a whole. */
  readonly baseInstructions?: string | undefined;
  /** The instructions of the client, after all others. */
  readonly developerInstructions?: string | undefined;
  /** `exec`: models of today get `exec_command` and `write_stdin`. All others, and all with `shell`, get the one tool that ends with its call. */
  readonly commandTool: 'shell' | 'exec';
  /** The conversation may have a goal. */
  readonly goals: boolean;
  /** Tools of a client. */
  readonly dynamicTools: readonly DynamicTool[];
  /** The model may ask the user in the default mode as well. */
  readonly userInputInDefaultMode: boolean;
  /** The model may ask the user for more permissions. */
  readonly requestPermissionsTool: boolean;
  /** The model may ask for more permissions with a single command. */
  readonly commandPermissions: boolean;
  readonly includePlanTool: boolean;
  readonly viewImageTool: boolean;
  readonly webSearchTool: boolean;
  readonly includeApplyPatchTool: boolean;
  readonly environment: EnvironmentPolicy;
  readonly mcp: McpSettings;
  readonly showRawReasoning: boolean;
  /** The program that is run after each finished turn, with its arguments; empty: none. */
  readonly notify: readonly string[];
}

/** Which variables a command sees (`shell_environment_policy`). Patterns are globs; case does not matter. */
export interface EnvironmentPolicy {
  readonly inherit: 'all' | 'core' | 'none';
  /** Keeps names that look like secrets. */
  readonly ignoreDefaultExcludes: boolean;
  readonly exclude: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** When not empty, nothing else is kept. */
  readonly includeOnly: readonly string[];
  /** Commands of a login shell run in the login shell of the user, after its rc file. */
  readonly useProfile: boolean;
}

export interface ProjectDocSettings {
  /** Bytes of all of a project's instructions together; 0 reads none. */
  readonly maxBytes: number;
  /** File names that count where there is no AGENTS.md. */
  readonly fallbackNames: readonly string[];
}

/** A model provider as the configuration describes it (C73). */
export interface ProviderSettings {
  readonly id: string;
  readonly name: string;
  readonly wireApi: 'responses' | 'chat' | 'scripted';
  readonly baseUrl?: string | undefined;
  readonly envKey?: string | undefined;
  readonly envKeyInstructions?: string | undefined;
  readonly queryParams: Readonly<Record<string, string>>;
  readonly httpHeaders: Readonly<Record<string, string>>;
  /** Header name to the environment variable that holds its value. */
  readonly envHttpHeaders: Readonly<Record<string, string>>;
  /** Further attempts until an answer begins; clients do not see them. */
  readonly requestMaxRetries: number;
  /** Further attempts after an answer broke off; clients get an event for each. */
  readonly streamMaxRetries: number;
  readonly streamIdleTimeoutMs: number;
  /** Keeps its answers, and wants their items sent back with the ids that it gave them (C62). */
  readonly storesAnswers: boolean;
  /** Only such a provider is ever sent the stored OpenAI credentials. */
  readonly requiresOpenaiAuth: boolean;
  /** `<think>` at the start of an answer begins reasoning (Chat Completions alone). Default: on servers of this machine and its network. */
  readonly thinkTags?: boolean | undefined;
  /** The scripted provider's script. */
  readonly script?: string | undefined;
}

/** The params of a client that shape a new conversation. `null` and absent both mean "not given". */
export interface SettingsOverrides {
  readonly model?: string | null | undefined;
  readonly profile?: string | null | undefined;
  readonly cwd?: string | null | undefined;
  readonly approvalPolicy?: ApprovalPolicy | null | undefined;
  readonly sandbox?: SandboxPolicy['mode'] | null | undefined;
  /** The id of a permission profile, in place of a sandbox. */
  readonly permissions?: string | null | undefined;
  /** Absolute. */
  readonly workspaceRoots?: readonly string[] | null | undefined;
  readonly config?: Record<string, unknown> | null | undefined;
  readonly baseInstructions?: string | null | undefined;
  readonly developerInstructions?: string | null | undefined;
  readonly includePlanTool?: boolean | null | undefined;
  readonly includeApplyPatchTool?: boolean | null | undefined;
  /** The protocol of the request; it decides about the tools. Default: v1. */
  readonly protocol?: 'v2' | undefined;
  readonly dynamicTools?: readonly DynamicTool[] | null | undefined;
  /** The conversation is not stored. */
  readonly ephemeral?: boolean | null | undefined;
  readonly serviceTier?: string | null | undefined;
  /** What the client says that the conversation is for. */
  readonly threadSource?: string | null | undefined;
}

/** The hooks for one folder, and the files that could not be read. */
export interface FoundHooks {
  readonly hooks: readonly Hook[];
  readonly warnings: readonly string[];
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** A skill, as the configuration names it: by its file, or every skill of a name. */
export type SkillSelector = { readonly path: string } | { readonly name: string };

/** What the configuration says of skills for one folder. */
export interface SkillRules {
  /** Whether the user trusts the project around the folder. */
  readonly trustsProject: boolean;
  /** Whether the model gets the list of skills. */
  readonly offered: boolean;
  isEnabled(skill: { readonly name: string; readonly path: string }): boolean;
}

/** The configuration. Each call reads it again, so that edits on disk count. */
export interface Settings {
  /** Throws `AppError` `config_invalid`. */
  derive(overrides: SettingsOverrides): ConversationSettings;
  /** The content of `config.toml` alone. Throws `AppError` `config_unreadable`. */
  saved(): SavedConfig;
  /** Writes the model of new conversations. Throws `AppError` `config_unreadable` or `io_error`. */
  saveDefaultModel(wanted: DefaultModel): Promise<void>;
  /**
   * Writes into `config.toml`, all edits or none. Throws `AppError` `config_unreadable`, `config_invalid`, `config_conflict`, `config_read_only` or `io_error`.
   */
  write(edits: readonly ConfigEdit[], options: ConfigWriteOptions): Promise<ConfigWritten>;
  /** The permission profiles of the configuration. Throws `AppError` `config_invalid`. */
  permissionProfiles(): readonly NamedProfile[];
  /** Whether the active provider needs an OpenAI account. While the configuration cannot be used, the last value counts, and a finding reports it. */
  requiresOpenaiAuth(): boolean;
  /** The effective configuration and its sources. Throws `AppError` `config_unreadable` or `config_invalid`. */
  describe(): ConfigDescription;
  /** The hooks that a folder sees, with those of a request. Throws `AppError` `config_invalid`. */
  hooks(cwd: string, request?: SettingsOverrides): FoundHooks;
  /** While the configuration cannot be used, its last values count. */
  skillRules(cwd: string, request?: SettingsOverrides): SkillRules;
  /** Switches a skill on or off in `config.toml`. Throws `AppError` `config_unreadable`, `config_invalid` or `io_error`. */
  switchSkill(skill: SkillSelector, enabled: boolean): Promise<void>;
  /** The findings of the last use of the configuration. */
  findings(): readonly Finding[];
}

export interface ConfigEdit {
  /** A dotted key; parts with special characters are in quotes. */
  readonly keyPath: string;
  /** Null removes the key. */
  readonly value: unknown;
  /** When the value is a table: `upsert` keeps its other keys, `replace` removes them. */
  readonly merge: 'replace' | 'upsert';
}

export interface ConfigWriteOptions {
  /** Default: the only one that can be written. */
  readonly file?: string | undefined;
  /** Nothing is written when the file has another version now. */
  readonly expectedVersion?: string | undefined;
}

export interface ConfigWritten {
  readonly file: string;
  readonly version: string;
  /** The stronger layer that sets one of the keys otherwise, and the value that counts. */
  readonly overridden: { readonly layer: ConfigLayer; readonly value: unknown } | undefined;
}

export interface NamedProfile {
  readonly id: string;
  readonly description: string | null;
  /** Whether it can be used. */
  readonly allowed: boolean;
}

export type JsonTable = Readonly<Record<string, unknown>>;

export interface ConfigLayer {
  readonly source:
    | { readonly type: 'sessionFlags' }
    | { readonly type: 'user'; readonly file: string }
    | { readonly type: 'system'; readonly file: string };
  readonly config: JsonTable;
  /** Of the content. */
  readonly version: string;
  /** Why it has no effect. */
  readonly disabledReason: string | null;
}

export interface ConfigDescription {
  /** With the names of `config.toml`; what is not set is not there. */
  readonly config: JsonTable;
  /** The layer that sets a value, by dotted key. */
  readonly origins: readonly (readonly [string, ConfigLayer])[];
  /** The strongest first. */
  readonly layers: readonly ConfigLayer[];
}

/** A fault that users should know and that does not stop the server. */
export interface Finding {
  /** Identifies the finding: each is reported once, also when its message changes. */
  readonly about: string;
  readonly message: string;
  readonly error?: Failure | undefined;
}

/** A member that is left out is not set. */
export interface DefaultModel {
  readonly model?: string | undefined;
  readonly effort?: ReasoningEffort | undefined;
}

/** The part of `config.toml` that clients may see. Null in a profile: not set there. */
export interface SavedConfig {
  approvalPolicy?: ApprovalWord | undefined;
  sandboxMode?: SandboxPolicy['mode'] | undefined;
  sandboxSettings?:
    | { writableRoots: string[]; networkAccess: boolean; excludeTmpdirEnvVar: boolean; excludeSlashTmp: boolean }
    | undefined;
  model?: string | undefined;
  modelReasoningEffort?: ReasoningEffort | undefined;
  modelReasoningSummary?: ReasoningSummary | undefined;
  modelVerbosity?: Verbosity | undefined;
  tools?: { webSearch?: boolean | undefined; viewImage?: boolean | undefined } | undefined;
  profile?: string | undefined;
  profiles: Record<string, SavedProfile>;
}

export interface SavedProfile {
  model: string | null;
  modelProvider: string | null;
  approvalPolicy: ApprovalWord | null;
  modelReasoningEffort: ReasoningEffort | null;
  modelReasoningSummary: ReasoningSummary | null;
  modelVerbosity: Verbosity | null;
  chatgptBaseUrl: string | null;
}
