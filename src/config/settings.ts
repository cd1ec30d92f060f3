import { resolve } from 'node:path';
import { AppError } from '../../protocol/errors.js';
import type {
  ConfigDescription,
  ConfigEdit,
  ConfigWriteOptions,
  ConfigWritten,
  ConversationSettings,
  CoreLog,
  DefaultModel,
  Finding,
  FoundHooks,
  NamedProfile,
  SavedConfig,
  Settings,
  SettingsOverrides,
  SkillRules,
  SkillSelector,
} from '../core/ports/index.js';
import type { McpServerSettings } from '../core/ports/mcp.js';
import type { AuthSettings } from '../domain/auth-settings.js';
import { authSettings } from './auth-settings.js';
import { type CheckedConfig, checkConfig, isConversations, readConfig, refuseFaults } from './checked.js';
import { ConfigError } from './config-error.js';
import { ConfigFile, type LoadedConfig } from './config-file.js';
import { saveDefaultModel } from './default-model.js';
import { type DeriveContext, deriveProvider, deriveSettings } from './derive.js';
import { editConfigFile } from './edit-file.js';
import { discoverHooks } from './hooks/discover.js';
import { describeConfig } from './layers.js';
import { withToolApproval } from './mcp-approval.js';
import { mcpFindings } from './mcp-findings.js';
import { serverSettings } from './mcp-servers.js';
import { applyOverrides, type Override, overridesFrom, splitKey } from './overrides.js';
import { isUsable } from './permissions.js';
import { located, unknownFindings, withPlace } from './place.js';
import { savedConfig } from './saved.js';
import { Config } from './schema.js';
import { skillRules, withSkillSwitch } from './skills.js';
import { isTable, type TomlTable } from './toml.js';
import { projectOf, trustsAny } from './trust.js';
import { type UnknownSetting, unknownSettings } from './unknown-settings.js';
import { readOnly, withEdits } from './write.js';

export interface FileSettingsOptions extends DeriveContext {
  readonly home: string;
  /** `-c` of the command line: overrides the file; a request overrides it. */
  readonly overrides: readonly Override[];
  /** `config.toml` counts as empty. */
  readonly ignoresFile?: boolean | undefined;
  readonly log: CoreLog;
  /** Findings about the environment that were made before. */
  readonly findings?: readonly Finding[];
}

/** A state of the file, together with the overrides. */
interface Checked {
  readonly loaded: LoadedConfig;
  readonly tree: TomlTable;
  readonly checked: CheckedConfig;
  readonly unknown: readonly UnknownSetting[];
}

/** The configuration of `config.toml`. Each call checks the file, so that an edit counts for the next conversation. */
export class FileSettings implements Settings {
  readonly #options: FileSettingsOptions;
  readonly #file: ConfigFile;
  readonly #logged = new Set<string>();
  #findings: readonly Finding[] = [];
  /** The file as it was when it was checked last, with `-c` above it. */
  #checked: Checked | undefined;
  #requiresOpenaiAuth = true;
  /** The last answer, and what it was made from. */
  #auth: { readonly config: CheckedConfig['config']; readonly settings: AuthSettings } | undefined;

  constructor(options: FileSettingsOptions) {
    this.#options = options;
    this.#file = new ConfigFile(options.home, options.ignoresFile);
    this.#found([]);
  }

  /**
   * Throws `ConfigError` when a conversation could not be configured now; called once, at the start. If a part that limits conversations cannot be read, each
   * conversation is refused instead (C283).
   */
  check(): void {
    try {
      this.#requiresOpenaiAuth = this.#derive({}).provider.requiresOpenaiAuth;
    } catch (e) {
      if (!(e instanceof ConfigError) || !isConversations(e.keys ?? [])) throw e;
    }
  }

  derive(request: SettingsOverrides): ConversationSettings {
    try {
      return this.#derive(request);
    } catch (e) {
      if (!(e instanceof ConfigError)) throw e;
      throw new AppError('config_invalid', `error deriving config: ${e.message}`, e.data);
    }
  }

  saved(): SavedConfig {
    const loaded = unreadable('failed to load config.toml', () => this.#file.read());
    return unreadable('failed to parse config.toml', () =>
      savedConfig(located(loaded, [], () => checkConfig(loaded.tree))),
    );
  }

  describe(): ConfigDescription {
    const loaded = unreadable('failed to read configuration layers', () => this.#file.read());
    this.#faultless();
    return describeConfig(loaded, this.#options.overrides);
  }

  async saveDefaultModel(wanted: DefaultModel): Promise<void> {
    await this.#writing(() => saveDefaultModel(this.#file.path, wanted, this.#options.overrides));
  }

  async write(edits: readonly ConfigEdit[], { file, expectedVersion }: ConfigWriteOptions): Promise<ConfigWritten> {
    const { path } = this.#file;
    if (file !== undefined && resolve(file) !== resolve(path)) throw readOnly(file);
    await this.#writing(() => editConfigFile(path, (text) => withEdits(text, edits, expectedVersion, path)));
    const loaded = unreadable('failed to persist overrides', () => this.#file.read());
    const { layers, origins, config } = describeConfig(loaded, this.#options.overrides);
    const keys = edits.map(({ keyPath }) => splitKey(keyPath));
    const stronger = origins.find(
      ([key, { source }]) => source.type !== 'user' && keys.some((path) => concerns(path, key)),
    );
    return {
      file: path,
      version: layers.find(({ source }) => source.type === 'user')?.version ?? '',
      overridden: stronger && { layer: stronger[1], value: valueAt(config, stronger[0].split('.')) },
    };
  }

  /** Stores that a tool needs no approval, if the file itself describes this server. Throws `AppError`, or `ConfigError`. */
  async keepMcpApproval(server: McpServerSettings, tool: string): Promise<void> {
    const { path } = this.#file;
    await this.#writing(() =>
      editConfigFile(path, (text) => withToolApproval(text, server, tool, { path, cwd: this.#options.cwd })),
    );
  }

  async #writing(write: () => Promise<void>): Promise<void> {
    const { path } = this.#file;
    try {
      await write();
    } catch (e) {
      if (AppError.is(e)) throw e;
      unreadable('failed to persist overrides', () => {
        const { code, message } = e as NodeJS.ErrnoException;
        if (code === undefined) throw e;
        throw new AppError('io_error', `failed to persist overrides: ${message}`, { reason: message, path });
      });
    }
  }

  /** While the file is broken, its last readable values. */
  requiresOpenaiAuth(): boolean {
    try {
      const { loaded, checked } = this.#check();
      const provider = located(loaded, this.#options.overrides, () => deriveProvider(checked.config, this.#options));
      this.#requiresOpenaiAuth = provider.requiresOpenaiAuth;
    } catch (e) {
      if (!(e instanceof ConfigError)) throw e;
      const error = { code: 'config_unreadable', ...e.data } as const;
      this.#found([{ about: e.message, message: `The configuration cannot be used: ${e.message}`, error }]);
    }
    return this.#requiresOpenaiAuth;
  }

  /** The file, when nothing in it is wrong. */
  #faultless(): CheckedConfig['config'] {
    try {
      const { config, faults } = this.#check().checked;
      refuseFaults(faults);
      return config;
    } catch (e) {
      throw e instanceof ConfigError
        ? new AppError('config_invalid', `invalid configuration: ${e.message}`, e.data)
        : e;
    }
  }

  permissionProfiles(): readonly NamedProfile[] {
    const { permissions } = this.#faultless();
    return Object.entries(permissions)
      .map(([id, { description = null }]) => ({ id, description, allowed: isUsable(id, permissions) }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** While the file is broken, its last readable values: a typing error must not remove a restriction. */
  auth(): AuthSettings {
    const { config } = this.#lastReadable().checked;
    if (this.#auth?.config !== config) this.#auth = { config, settings: authSettings(config, this.#options.env) };
    return this.#auth.settings;
  }

  /** Every `[mcp_servers.<name>]`, also those that are switched off. Throws `ConfigError`. */
  mcpServers(): { readonly settings: McpServerSettings; readonly enabled: boolean }[] {
    return Object.entries(this.#check().checked.config.mcp_servers).map(([name, server]) => ({
      settings: serverSettings(name, server, this.#options.cwd),
      enabled: server.enabled,
    }));
  }

  /** Every `[mcp_servers.<name>]` that cannot be used, and why. Throws `ConfigError`. */
  unusableMcpServers(): ReadonlyMap<string, ConfigError> {
    const { faults } = this.#check().checked;
    return new Map(
      faults.flatMap(({ keys: [table, name], error }) => (table === 'mcp_servers' ? [[name ?? '', error]] : [])),
    );
  }

  hooks(cwd: string, request: SettingsOverrides = {}): FoundHooks {
    try {
      const { loaded, checked } = this.#check();
      return this.#hooks(resolve(this.#options.cwd, cwd), overridesFrom(request.config ?? {}), loaded, checked);
    } catch (e) {
      if (!(e instanceof ConfigError)) throw e;
      throw new AppError('config_invalid', `error reading hooks: ${e.message}`, e.data);
    }
  }

  /** While the file is broken, its last readable values. A client says with its `config` what the user has chosen in it. */
  skillRules(cwd: string, request: SettingsOverrides = {}): SkillRules {
    const { tree, checked } = this.#lastReadable();
    const { skills, projects } = applyOverrides(tree, overridesFrom(request.config ?? {}));
    const { data = checked.config.projects } = Config.shape.projects.safeParse(projects);
    return skillRules(skills, projectOf(resolve(this.#options.cwd, cwd), data));
  }

  async switchSkill(skill: SkillSelector, enabled: boolean): Promise<void> {
    const { path } = this.#file;
    await this.#writing(() => editConfigFile(path, (text) => withSkillSwitch(text, skill, enabled, path)));
  }

  findings(): readonly Finding[] {
    return this.#findings;
  }

  #derive(request: SettingsOverrides): ConversationSettings {
    const own = overridesFrom(request.config ?? {});
    const set = [...this.#options.overrides, ...own];
    const above = request.profile == null ? set : [...set, { path: ['profile'], value: request.profile }];
    const { loaded, checked, unknown } = own.length === 0 ? this.#check() : checkedOf(this.#file.read(), set, above);
    const isRequested = ({ keys }: { readonly keys?: readonly PropertyKey[] | undefined }): boolean =>
      own.some(({ path }) => path.every((key, i) => key === keys?.[i]));
    const asked = checked.faults.find(({ error }) => isRequested(error));
    if (asked) throw asked.error;
    const settings = located(loaded, above, () => deriveSettings(checked, request, this.#options));
    const { cwd, mcp } = settings;
    const folders = [...new Set([cwd, this.#options.cwd])];
    const isOwn = ({ keys }: { readonly keys: readonly string[] }): boolean =>
      own.some(({ path }) => path.every((key, i) => i >= keys.length || key === keys[i]));
    this.#found([
      ...unknownFindings(
        unknown.filter((setting) => !isOwn(setting)),
        loaded,
        above,
      ),
      ...unknownFindings(unknown.filter(isOwn), loaded, above),
      ...permissionFindings(settings),
      ...(mcp.servers.length === 0 ? [] : mcpFindings(mcp, cwd, folders, projectOf(cwd).folder)),
      ...this.#hooks(cwd, own, loaded, checked).errors.map(({ message }) => ({ about: message, message })),
    ]);
    return settings;
  }

  #hooks(cwd: string, own: readonly Override[], { path, tree }: LoadedConfig, { config }: CheckedConfig): FoundHooks {
    const flags = applyOverrides({}, [...this.#options.overrides, ...own]);
    const { projects = {} } = config;
    const project = trustsAny(projects) ? projectOf(cwd, projects) : undefined;
    return discoverHooks({ home: this.#options.home, user: { path, tree }, flags, cwd, project });
  }

  /** The file with `-c` above it, checked once for each state of the file. */
  #check(): Checked {
    const loaded = this.#file.read();
    if (this.#checked?.loaded !== loaded) this.#checked = checkedOf(loaded, this.#options.overrides);
    return this.#checked;
  }

  #lastReadable(): { readonly tree: TomlTable; readonly checked: CheckedConfig } {
    try {
      this.#check();
    } catch (e) {
      if (!(e instanceof ConfigError)) throw e; // reported by the caller that needs all of the configuration
    }
    return this.#checked ?? { tree: {}, checked: readConfig({}) };
  }

  #found(findings: readonly Finding[]): void {
    this.#findings = [...(this.#options.findings ?? []), ...findings];
    for (const { about, message } of this.#findings) {
      if (this.#logged.has(about)) continue;
      this.#logged.add(about);
      this.#options.log.warn({}, message);
    }
  }
}

/** `set` lies above the file; an error at a key of `above` is not one of the file. */
function checkedOf(loaded: LoadedConfig, set: readonly Override[], above: readonly Override[] = set): Checked {
  const tree = applyOverrides(loaded.tree, set);
  const { config, faults } = located(loaded, above, () => readConfig(tree));
  const checked = {
    config,
    faults: faults.map((fault) => ({ ...fault, error: withPlace(fault.error, loaded, above) })),
  };
  return { loaded, tree, checked, unknown: unknownSettings(tree, checked) };
}

function unreadable<T>(prefix: string, action: () => T): T {
  try {
    return action();
  } catch (e) {
    if (!(e instanceof ConfigError)) throw e;
    throw new AppError('config_unreadable', `${prefix}: ${e.message}`, e.data);
  }
}

function permissionFindings({ permissionProfile, permissionNotes }: ConversationSettings): Finding[] {
  if (permissionNotes.length === 0) return [];
  const message = `The permission profile \`${permissionProfile?.id}\`: ${permissionNotes.join('; ')}.`;
  return [{ about: `permissions ${message}`, message }];
}

/** Whether a key with dots lies at a path, or below or above it. */
function concerns(path: readonly string[], key: string): boolean {
  const written = path.join('.');
  return key === written || key.startsWith(`${written}.`) || written.startsWith(`${key}.`);
}

function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((at, key) => (isTable(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
}
