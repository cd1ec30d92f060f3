import type {
  ConversationSettings,
  HookedCall,
  Models,
  ProviderSettings,
  Tool,
  ToolCall,
  Tools,
} from '../core/ports/index.js';
import { quoteWords } from '../domain/shell-quote.js';
import { lateModule } from '../os/late-import.js';
import { WorkspacePins } from '../process/sandbox/workspace-pins.js';
import { freeformSpec, functionSpec } from './apply-patch/tool-spec.js';
import { dynamicTools } from './client/dynamic-tools.js';
import { userInputTool } from './client/user-input.js';
import { ExecSessions } from './exec/sessions.js';
import { createExecTool, createStdinTool } from './exec/tools.js';
import { commandOf, rawArguments } from './hooked-input.js';
import type { KeepApproval } from './mcp/call.js';
import type { McpServers } from './mcp/pool.js';
import { McpToolSet } from './mcp/tool-set.js';
import type { PatchDependencies } from './patch/run-patch.js';
import { PermissionSet } from './permissions/permission-set.js';
import { createPermissionsTool } from './permissions/request-permissions.js';
import { TurnPermissions } from './permissions/turn-permissions.js';
import { planTool } from './plan.js';
import { readArguments, SHELL_SPEC } from './shell/arguments.js';
import type { ShellDependencies } from './shell/shell.js';
import type { UserCommands } from './shell/user-command.js';
import { createViewImageTool, type ReadImage } from './view-image.js';

const loadShell = lateModule(() => import('./shell/shell.js'));
const loadUserCommands = lateModule(() => import('./shell/user-command.js'));
const loadRunPatch = lateModule(() => import('./patch/run-patch.js'));

export interface ToolDependencies {
  readonly shell: Omit<ShellDependencies, 'patch' | 'pins' | 'permissions'>;
  readonly patch: Omit<PatchDependencies, 'turn' | 'pins' | 'output'>;
  readonly readImage: ReadImage;
  readonly models: Pick<Models, 'traits'>;
  readonly mcp: McpServers;
  readonly keepMcpApproval: KeepApproval;
}

/** The tools of a conversation, in the order of C82. */
export function createTools(dependencies: ToolDependencies): Tools {
  const { shell, patch, readImage, models, mcp, keepMcpApproval } = dependencies;
  const withSessions = ({ commandTool, model }: ConversationSettings): boolean =>
    commandTool === 'exec' && models.traits(model).execTools;
  const patchForm = (settings: ConversationSettings) => {
    const { patchTool, freeformPatch } = models.traits(settings.model);
    const free = functionsOnly(settings.provider) ? 'function' : 'freeform';
    if (withSessions(settings) && freeformPatch) return free;
    return patchTool ?? (settings.includeApplyPatchTool ? free : undefined);
  };
  /** The patches of one turn share the list of their changes, so these tools are made for each turn. */
  const writingTools = (pins: WorkspacePins, sessions: ExecSessions, permissions: TurnPermissions) => {
    const pinned = (tool: Tool): Tool => withinFolders(tool, pins, permissions);
    const turn: PatchDependencies['turn'] = { writing: false };
    const ofForm = (output: PatchDependencies['output']) => {
      const ofTurn = { ...patch, pins, turn, output };
      return {
        shell: () => pinned(createShellTool({ ...shell, patch: ofTurn, pins, permissions })),
        exec: (settings: ConversationSettings) =>
          pinned(createExecTool({ ...shell, patch: ofTurn, pins, permissions, sessions }, settings)),
        function: () => pinned(createPatchTool('function', ofTurn)),
        freeform: () => pinned(createPatchTool('freeform', ofTurn)),
      };
    };
    const { codexHome, env } = patch;
    return {
      turn,
      classic: ofForm('json'),
      today: ofForm('text'),
      viewImage: () => pinned(createViewImageTool((path, settings) => readImage(path, pins.real(settings)))),
      stdin: createStdinTool(sessions),
      requestPermissions: createPermissionsTool({ permissions, codexHome, env }),
    };
  };
  const builtIn = (settings: ConversationSettings, writing: ReturnType<typeof writingTools>): Tool[] => {
    const form = patchForm(settings);
    const localShell = models.traits(settings.model).localShell && !functionsOnly(settings.provider);
    const ofForm = withSessions(settings) ? writing.today : writing.classic;
    const shellTool = (): Tool => (localShell ? { ...ofForm.shell(), spec: LOCAL_SHELL } : ofForm.shell());
    return [
      ...(withSessions(settings) ? [ofForm.exec(settings), writing.stdin] : [shellTool()]),
      ...(settings.includePlanTool ? [planTool] : []),
      ...(settings.commandTool === 'exec' ? [userInputTool] : []),
      ...(withSessions(settings) && settings.requestPermissionsTool ? [writing.requestPermissions] : []),
      ...(form === undefined ? [] : [ofForm[form]()]),
      ...(settings.webSearchTool ? [webSearchTool] : []),
      ...(settings.viewImageTool ? [writing.viewImage()] : []),
    ];
  };
  return {
    open(opened, report) {
      const fromServers = new McpToolSet(mcp, keepMcpApproval, report);
      fromServers.configure(opened.mcp);
      const pins = new WorkspacePins();
      pins.pin(opened);
      const sessions = new ExecSessions();
      const granted = new PermissionSet();
      let isClosed = false;
      let userCommands: UserCommands | undefined;
      return {
        terminals: {
          list: () => sessions.list(),
          terminate: (processId) => sessions.terminate(Number(processId)),
        },
        beginTurn() {
          const writing = writingTools(pins, sessions, new TurnPermissions(granted));
          return {
            get writing() {
              return writing.turn.writing;
            },
            async offered(settings, signal) {
              fromServers.configure(settings.mcp);
              pins.pin(settings);
              return withoutTwins([
                ...builtIn(settings, writing),
                ...(settings.commandTool === 'exec' ? dynamicTools(settings.dynamicTools) : []),
                ...(await fromServers.tools(withSessions(settings) ? 'text' : 'json', signal)),
              ]);
            },
            async runForUser(command, context) {
              const { UserCommands } = await loadUserCommands();
              userCommands ??= new UserCommands(shell);
              return isClosed ? '' : userCommands.run(command, context);
            },
          };
        },
        reload: ({ mcp: now }) => fromServers.reload(now),
        close() {
          fromServers.close();
          sessions.terminateAll();
          isClosed = true;
          userCommands?.close();
        },
      };
    },
    instructions(settings) {
      if (patchForm(settings) !== undefined) return undefined;
      if (withSessions(settings))
        return guide(`exec_command: apply_patch <<'EOF', the patch, and EOF on a line of its own`);
      return models.traits(settings.model).patchGuide ? guide('the shell tool: ["apply_patch", "<patch>"]') : undefined;
    },
  };
}

/** Of two tools with one name the first is offered: a provider refuses a request with both. */
function withoutTwins(tools: readonly Tool[]): Tool[] {
  const names = new Set<string>();
  return tools.filter(({ spec }) => !('name' in spec) || (!names.has(spec.name) && names.add(spec.name)));
}

const guide = (how: string): string =>
  `# Patches\nEdit files with the command \`apply_patch\` of ${how}.\n${functionSpec.description}\n`;

/** Refuses to work in folders that have been replaced (C224), and works with what the user has granted. */
function withinFolders(tool: Tool, pins: WorkspacePins, permissions: TurnPermissions): Tool {
  return {
    ...tool,
    async run(call, context) {
      const problem = pins.problem(context.settings);
      const { settings } = context;
      const sandboxPolicy = permissions.applied(settings.sandboxPolicy);
      if (problem === undefined) return tool.run(call, { ...context, settings: { ...settings, sandboxPolicy } });
      context.emit({ type: 'note', message: `Refused: ${problem}` });
      return `refused: ${problem}`;
    },
  };
}

/** The Chat Completions API has only functions (C65), so tools of other forms are offered as functions. */
const functionsOnly = ({ wireApi }: ProviderSettings): boolean => wireApi === 'chat';

const LOCAL_SHELL = { type: 'local_shell' } as const;

/** The provider searches by itself and only reports it; there is nothing to call here. */
const webSearchTool: Tool = {
  spec: { type: 'web_search' },
  answers: () => false,
  run: async () => '',
};

/** Models also use other names: `container.exec`, and the shell that is built into some of them. */
const SHELL_NAMES = ['shell', 'container.exec'];

function createShellTool(dependencies: ShellDependencies): Tool {
  return {
    spec: SHELL_SPEC,
    answers: ({ kind, name }: ToolCall) =>
      kind === 'local-shell' || (kind === 'function' && SHELL_NAMES.includes(name)),
    hooked: hookedShell,
    async run(call, context) {
      const shell = readArguments(call.input);
      if (typeof shell === 'string') return shell;
      const { runShell } = await loadShell();
      return runShell(call, shell, context, dependencies);
    },
  };
}

/** Hooks see the words as one shell command line; a line that they return instead is run by a shell. */
function hookedShell(call: ToolCall): HookedCall {
  const read = readArguments(call.input);
  return {
    name: 'Bash',
    input: typeof read === 'string' ? call.input : { command: quoteWords(read.command) },
    withInput: (input) => {
      const line = commandOf(input);
      if (line === undefined) return undefined;
      return { ...call, input: JSON.stringify({ ...rawArguments(call.input), command: ['bash', '-lc', line] }) };
    },
  };
}

/** The same for patches, which hooks of other programs know by other names. */
function hookedPatch(call: ToolCall): HookedCall {
  const text = call.kind === 'custom' ? call.input : rawArguments(call.input).input;
  return {
    name: 'apply_patch',
    aliases: ['Write', 'Edit'],
    input: { command: typeof text === 'string' ? text : call.input },
    withInput: (given) => {
      const patch = commandOf(given);
      if (patch === undefined) return undefined;
      return { ...call, input: call.kind === 'custom' ? patch : JSON.stringify({ input: patch }) };
    },
  };
}

/** Models confuse the two forms of the tool, so both tools accept calls in both forms. */
function createPatchTool(form: 'function' | 'freeform', dependencies: PatchDependencies): Tool {
  return {
    spec: form === 'function' ? functionSpec : freeformSpec,
    answers: ({ kind, name }) => kind !== 'local-shell' && name === 'apply_patch',
    hooked: hookedPatch,
    async run(call, context) {
      const { readPatchInput, runPatch } = await loadRunPatch();
      const patch = readPatchInput(call);
      if ('problem' in patch) return patch.problem;
      return runPatch({ callId: call.callId, patch: patch.text, cwd: context.settings.cwd }, context, dependencies);
    },
  };
}
