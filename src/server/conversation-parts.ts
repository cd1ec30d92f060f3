import { join, resolve } from 'node:path';
import type { AuthManager } from '../auth/auth-manager.js';
import type { McpSignIns } from '../auth/mcp/sign-ins.js';
import type { FileSettings } from '../config/settings.js';
import { createStarter, type Starter } from '../core/conversation/start.js';
import type { Ports } from '../core/ports/index.js';
import type { McpAccess } from '../core/ports/mcp.js';
import { createHookRunner } from '../hooks/runner.js';
import { ModelProviders } from '../model/models.js';
import { lateModule } from '../os/late-import.js';
import { createNotifier } from '../process/notify.js';
import { createSandbox } from '../process/sandbox/sandbox.js';
import { isOpenReadable, writeRules } from '../process/sandbox/writable-roots.js';
import type { Supervisor } from '../process/supervisor.js';
import { createMcpAccess } from '../tools/mcp/access.js';
import { McpServers } from '../tools/mcp/pool.js';
import type { PatchJournal } from '../tools/patch/journal.js';
import { createTools } from '../tools/registry.js';
import { CommandRules } from '../tools/rules/command-rules.js';
import { CommandRunner } from '../tools/shell/command-runner.js';
import { commandEnvironment } from '../tools/shell/environment.js';
import { loginShell } from '../tools/shell/user-shell.js';
import { gitInfo } from '../workspace/git-info.js';
import { readInstructions } from '../workspace/instructions.js';
import { readLocalImage } from '../workspace/local-image.js';
import { Origins } from '../workspace/origins.js';
import type { SkillFinder } from '../workspace/skills.js';
import type { OutwardIdentity } from './identity.js';
import type { Log } from './log.js';

const loadShellWords = lateModule(() => import('../tools/shell-words/index.js'));

export interface PartsOptions
  extends Pick<Ports, 'clock' | 'backOff' | 'ids' | 'store' | 'submissions' | 'whenNobodyIsThere'> {
  /** `$CODEX_HOME`, resolved. */
  readonly home: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly identity: OutwardIdentity;
  readonly settings: FileSettings;
  readonly accounts: AuthManager;
  readonly supervisor: Supervisor;
  readonly patches: PatchJournal;
  readonly tokens: McpSignIns;
  readonly skills: SkillFinder;
  readonly mayRead: (fd: number, path: string) => boolean;
}

/** What conversations need besides the store and the settings. Lists need none of it, so it is loaded with the first conversation. */
export class ConversationParts {
  readonly starter: Starter;
  readonly mcp: McpAccess;
  readonly runner: CommandRunner;
  readonly #servers: McpServers;
  readonly #models: ModelProviders;
  readonly #hooks: ReturnType<typeof createHookRunner>;

  constructor(options: PartsOptions) {
    const { home, cwd, env, settings, supervisor, patches, tokens, skills, mayRead, ...ports } = options;
    const { accounts, backOff, identity, log } = ports;
    const { originator, version } = identity;
    const folder = join(home, 'turnwire', 'mcp');
    this.#servers = new McpServers({ supervisor, env, folder, version, tokens, log });
    this.mcp = createMcpAccess(this.#servers, tokens);
    this.#models = new ModelProviders({
      ...{ env, backOff, originator, version, log },
      credentials: accounts,
      userAgent: () => identity.userAgent(),
    });
    this.#hooks = createHookRunner({ supervisor, env, environment: commandEnvironment });
    this.runner = new CommandRunner(supervisor, createSandbox({ codexHome: home, env }), env);
    const origins = new Origins(env);
    this.starter = createStarter({
      ...ports,
      settings,
      models: this.#models,
      notifier: createNotifier(supervisor, cwd, env),
      hooks: this.#hooks,
      workspace: {
        gitInfo: (folder) => gitInfo(supervisor, folder, env, origins),
        instructions: (folder, settings) => readInstructions(home, folder, settings, mayRead),
        image: (path) => readLocalImage(path, mayRead),
        skills: (folder, request) => skills.forModel(resolve(cwd, folder), request),
        loginShell: loginShell(),
      },
      tools: createTools({
        shell: { runner: this.runner, rules: new CommandRules(home), words: loadShellWords },
        patch: { codexHome: home, env, journal: patches },
        async readImage(path, { cwd: policyCwd, sandboxPolicy }) {
          const rules = await writeRules(sandboxPolicy, { policyCwd, env, codexHome: home, pinned: true });
          return readLocalImage(path, (fd, named) => mayRead(fd, named) && isOpenReadable(fd, named, rules));
        },
        models: this.#models,
        mcp: this.#servers,
        keepMcpApproval: (server, tool) => settings.keepMcpApproval(server, tool),
      }),
    });
  }

  get hooksRun(): boolean {
    return this.#hooks.running > 0;
  }

  /** Replies of scripts that no request has used, by script. */
  unusedReplies(): { script: string; unused: number }[] {
    return this.#models.unusedReplies();
  }

  close(): Promise<void> {
    return this.#servers.close();
  }
}
