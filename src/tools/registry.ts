import type { ConversationSettings, Models, ProviderSettings, Tool, ToolCall, Tools } from '../core/ports/index.js';
import { WorkspacePins } from '../process/sandbox/workspace-pins.js';
import { freeformSpec, functionSpec } from './apply-patch/tool-spec.js';
import type { McpServers } from './mcp/pool.js';
import { McpToolSet } from './mcp/tool-set.js';
import type { PatchDependencies } from './patch/run-patch.js';
import { planTool } from './plan.js';
import { readArguments, SHELL_SPEC } from './shell/arguments.js';
import type { ShellDependencies } from './shell/shell.js';
import { createViewImageTool, type ReadImage } from './view-image.js';

export interface ToolDependencies {
  readonly shell: Omit<ShellDependencies, 'patch' | 'pins'>;
  readonly patch: Omit<PatchDependencies, 'turn' | 'pins'>;
  readonly readImage: ReadImage;
  readonly models: Pick<Models, 'traits'>;
  readonly mcp: McpServers;
}

/** Which tools a conversation offers, in the order of C82. */
export function createTools({ shell, patch, readImage, models, mcp }: ToolDependencies): Tools {
  const viewImageTool = createViewImageTool(readImage);
  const patchForm = ({ model, provider, includeApplyPatchTool }: ConversationSettings) =>
    models.traits(model).patchTool ??
    (includeApplyPatchTool ? (functionsOnly(provider) ? 'function' : 'freeform') : undefined);
  /** The patches of one turn share what they have changed, so these tools are made for each turn. */
  const writingTools = (pins: WorkspacePins) => {
    const ofTurn: PatchDependencies = { ...patch, pins, turn: { writing: false } };
    return {
      turn: ofTurn.turn,
      shell: pinned(createShellTool({ ...shell, patch: ofTurn, pins }), pins),
      function: pinned(createPatchTool('function', ofTurn), pins),
      freeform: pinned(createPatchTool('freeform', ofTurn), pins),
      viewImage: pinned(viewImageTool, pins),
    };
  };
  const builtIn = (settings: ConversationSettings, writing: ReturnType<typeof writingTools>): Tool[] => {
    const form = patchForm(settings);
    const localShell = models.traits(settings.model).localShell && !functionsOnly(settings.provider);
    return [
      localShell ? { ...writing.shell, spec: LOCAL_SHELL } : writing.shell,
      ...(settings.includePlanTool ? [planTool] : []),
      ...(form === undefined ? [] : [writing[form]]),
      ...(settings.webSearchTool ? [webSearchTool] : []),
      ...(settings.viewImageTool ? [writing.viewImage] : []),
    ];
  };
  return {
    open(opened, report) {
      const fromServers = new McpToolSet(mcp, report);
      fromServers.configure(opened.mcp);
      const pins = new WorkspacePins();
      pins.pin(opened);
      return {
        beginTurn() {
          const writing = writingTools(pins);
          return {
            get writing() {
              return writing.turn.writing;
            },
            async offered(settings, signal) {
              fromServers.configure(settings.mcp);
              pins.pin(settings);
              return [...builtIn(settings, writing), ...(await fromServers.tools(signal))];
            },
          };
        },
        close: () => fromServers.close(),
      };
    },
    instructions(settings) {
      const told = patchForm(settings) === undefined && models.traits(settings.model).patchGuide;
      return told
        ? `# Patches\nEdit files with the command \`apply_patch\` of the shell tool: ["apply_patch", "<patch>"].\n${functionSpec.description}\n`
        : undefined;
    },
  };
}

/** Refuses to work in folders that have been replaced (C224). */
function pinned(tool: Tool, pins: WorkspacePins): Tool {
  return {
    ...tool,
    async run(call, context) {
      const problem = pins.problem(context.settings);
      if (problem === undefined) return tool.run(call, context);
      context.emit({ type: 'note', message: `Refused: ${problem}` });
      return `refused: ${problem}`;
    },
  };
}

/** The Chat Completions wire has no other tools (C65): what has another form is offered as a function there. */
const functionsOnly = ({ wireApi }: ProviderSettings): boolean => wireApi === 'chat';

const LOCAL_SHELL = { type: 'local_shell' } as const;

/** The provider searches by itself and only reports it; there is nothing to call here. */
const webSearchTool: Tool = {
  spec: { type: 'web_search' },
  answers: () => false,
  run: async () => '',
};

/** Models call it by other names as well: `container.exec`, and the shell that is built into some of them. */
const SHELL_NAMES = ['shell', 'container.exec'];

function createShellTool(dependencies: ShellDependencies): Tool {
  return {
    spec: SHELL_SPEC,
    answers: ({ kind, name }: ToolCall) =>
      kind === 'local-shell' || (kind === 'function' && SHELL_NAMES.includes(name)),
    async run(call, context) {
      const shell = readArguments(call.input);
      if (typeof shell === 'string') return shell;
      const { runShell } = await import('./shell/shell.js');
      return runShell(call, shell, context, dependencies);
    },
  };
}

/** Models mix up the two forms of the tool, so whichever is offered takes calls of both. */
function createPatchTool(form: 'function' | 'freeform', dependencies: PatchDependencies): Tool {
  return {
    spec: form === 'function' ? functionSpec : freeformSpec,
    answers: ({ kind, name }) => kind !== 'local-shell' && name === 'apply_patch',
    async run(call, context) {
      const { readPatchInput, runPatch } = await import('./patch/run-patch.js');
      const patch = readPatchInput(call);
      if ('problem' in patch) return patch.problem;
      return runPatch({ callId: call.callId, patch: patch.text, cwd: context.settings.cwd }, context, dependencies);
    },
  };
}
