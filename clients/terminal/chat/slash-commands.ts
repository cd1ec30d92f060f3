import type { v2 } from '../../../generated-types/index.js';
import { usageText } from './chat-frame.js';
import { review, showDiff } from './git-commands.js';
import { shownLine } from './harmless.js';
import { type Choice, Menu } from './menu.js';
import type { SlashChat } from './slash-chat.js';
import { clipped, indented, wrapWords } from './wrap.js';

export interface SlashCommand {
  readonly name: string;
  readonly help: string;
  /** The command would change the work of a running turn. It is refused while a turn runs. */
  readonly isIdle?: boolean;
  readonly run: (chat: SlashChat, argument: string) => void | Promise<void>;
}

export const SLASH_COMMANDS: readonly SlashCommand[] = [
  {
    name: 'new',
    help: 'begin a new conversation',
    isIdle: true,
    run: (chat) => chat.switchTo((client) => client.startThread({ cwd: cwdOf(chat) })),
  },
  { name: 'resume', help: 'go on with an earlier conversation', isIdle: true, run: (chat) => chat.pickThread() },
  { name: 'fork', help: 'go on with a copy of this conversation', isIdle: true, run: fork },
  { name: 'archive', help: 'archive this conversation and begin a new one', isIdle: true, run: archive },
  { name: 'model', help: 'choose the model and how much it thinks', run: chooseModel },
  { name: 'approvals', help: 'choose what may be done without asking', run: chooseApprovals },
  { name: 'compact', help: 'make the conversation shorter for the model', isIdle: true, run: compact },
  { name: 'review', help: 'have changes reviewed', isIdle: true, run: review },
  { name: 'diff', help: 'show what is changed in the working tree', run: showDiff },
  { name: 'mcp', help: 'list the MCP servers and their tools', run: listMcp },
  { name: 'status', help: 'show the settings and the tokens that were used', run: showStatus },
  { name: 'logout', help: 'sign out', run: logout },
  { name: 'quit', help: 'leave', run: (chat) => chat.host.quit() },
  { name: 'help', help: 'list the commands and keys', run: showHelp },
];

export function runSlashCommand(chat: SlashChat, line: string): void {
  const [, name = '', argument = ''] = /^\/([a-z]*)\s*([\s\S]*)$/.exec(line) ?? [];
  const command = SLASH_COMMANDS.find((known) => known.name === name || (name === 'exit' && known.name === 'quit'));
  if (!command) return chat.note(`There is no command /${name}. /help lists them.`, 'error');
  if (command.isIdle && chat.session.turn) return chat.note(`/${name} has to wait until the turn has ended.`, 'error');
  chat.attempt(async () => command.run(chat, argument.trim()));
}

const cwdOf = (chat: SlashChat): string | undefined => chat.session.inForce?.cwd;

async function fork(chat: SlashChat): Promise<void> {
  const { id } = chat.session;
  await chat.switchTo((client) => client.forkThread(id));
}

async function archive(chat: SlashChat): Promise<void> {
  await chat.session.client.request('thread/archive', { threadId: chat.session.id });
  await chat.switchTo((client) => client.startThread({ cwd: cwdOf(chat) }));
}

async function compact(chat: SlashChat): Promise<void> {
  await chat.session.client.request('thread/compact/start', { threadId: chat.session.id });
}

async function chooseModel(chat: SlashChat, argument: string): Promise<void> {
  const close = (): void => chat.open(undefined);
  if (argument !== '') return setModel(chat, argument, null);
  const { data } = await chat.session.client.request('model/list', { limit: 100 });
  const current = data.findIndex(({ model }) => model === chat.session.inForce?.model);
  const choices = data.map(
    (model): Choice => ({
      label: model.displayName,
      hint: model.description,
      run: () => chooseEffort(chat, model, close),
    }),
  );
  if (choices.length === 0) return chat.note('The provider has no list of models: type /model and a name.');
  chat.open(new Menu('Which model?', choices, close, Math.max(0, current)));
}

function chooseEffort(chat: SlashChat, model: v2.Model, close: () => void): void {
  const { model: name, supportedReasoningEfforts: efforts, defaultReasoningEffort } = model;
  if (efforts.length < 2) return chat.attempt(() => setModel(chat, name, efforts[0]?.reasoningEffort ?? null));
  const choices = efforts.map(
    ({ reasoningEffort, description }): Choice => ({
      label: reasoningEffort,
      hint: description,
      run: () => chat.attempt(() => setModel(chat, name, reasoningEffort)),
    }),
  );
  const at = efforts.findIndex(({ reasoningEffort }) => reasoningEffort === defaultReasoningEffort);
  chat.open(new Menu('How much may it think?', choices, close, Math.max(0, at)));
}

async function setModel(chat: SlashChat, model: string, effort: string | null): Promise<void> {
  await chat.session.updateSettings({ model, ...(effort === null ? {} : { effort }) });
  chat.note(`From the next turn on: ${effort ? `${model} ${effort}` : model}`);
}

const WAYS: readonly {
  label: string;
  hint: string;
  approvalPolicy: 'untrusted' | 'on-request' | 'never';
  permissions: string;
}[] = [
  {
    label: 'Read only',
    hint: 'asks before it writes, or reaches the network',
    approvalPolicy: 'on-request',
    permissions: ':read-only',
  },
  {
    label: 'Workspace',
    hint: 'may write in this folder; asks for more',
    approvalPolicy: 'on-request',
    permissions: ':workspace',
  },
  {
    label: 'Untrusted',
    hint: 'asks before every command that is not known to be harmless',
    approvalPolicy: 'untrusted',
    permissions: ':workspace',
  },
  {
    label: 'Full access',
    hint: 'never asks, without a sandbox',
    approvalPolicy: 'never',
    permissions: ':danger-full-access',
  },
];

function chooseApprovals(chat: SlashChat): void {
  const choices = WAYS.map(
    ({ label, hint, approvalPolicy, permissions }): Choice => ({
      label,
      hint,
      run: () =>
        chat.attempt(async () => {
          await chat.session.updateSettings({ approvalPolicy, permissions });
          chat.note(`From the next turn on: ${label.toLowerCase()} (${hint})`);
        }),
    }),
  );
  chat.open(new Menu('What may be done without asking?', choices, () => chat.open(undefined)));
}

async function listMcp(chat: SlashChat): Promise<void> {
  const { data } = await chat.session.client.request('mcpServerStatus/list', { limit: 100 });
  const { paint } = chat.host;
  if (data.length === 0) return chat.note('No MCP server is set up: see [mcp_servers] of config.toml.');
  const columns = chat.host.columns();
  chat.print(
    data.flatMap(({ name, authStatus, tools, toolsError, runtimeStatus }) => [
      `${paint.bold(shownLine(name))} ${paint.dim(`${runtimeStatus ?? ''} ${authStatus}`.trim())}`,
      toolsError
        ? `  ${paint.red('\u25a0')} ${clipped(shownLine(toolsError), columns - 4)}`
        : clipped(`  ${Object.keys(tools).map(shownLine).join(', ') || 'no tools'}`, columns),
    ]),
  );
}

/** As the settings name them. */
const SANDBOXES: Readonly<Record<v2.SandboxPolicy['type'], string>> = {
  dangerFullAccess: 'danger-full-access',
  readOnly: 'read-only',
  workspaceWrite: 'workspace-write',
  externalSandbox: 'external',
};

async function showStatus(chat: SlashChat): Promise<void> {
  const { session, host } = chat;
  const { inForce, usage, thread } = session;
  const { account, requiresOpenaiAuth } = await session.client.request('account/read', { refreshToken: false });
  const rows: [string, string | null][] = [
    ['conversation', session.id],
    ['name', thread?.name ?? null],
    ['model', inForce ? [inForce.model, inForce.effort].filter(Boolean).join(' ') : null],
    ['provider', thread?.modelProvider ?? null],
    ['folder', inForce?.cwd ?? null],
    ['approvals', inForce ? (typeof inForce.approvalPolicy === 'string' ? inForce.approvalPolicy : 'granular') : null],
    ['sandbox', inForce ? SANDBOXES[inForce.sandbox.type] : null],
    ['account', account || requiresOpenaiAuth ? accountText(account) : null],
    ['tokens', usage ? usageText(usage) : null],
    ['version', host.version],
  ];
  const { paint } = host;
  chat.print(
    rows.flatMap(([name, value]) =>
      value ? [`${paint.dim(name.padEnd(13))}${clipped(shownLine(value), host.columns() - 13)}`] : [],
    ),
  );
}

function accountText(account: v2.Account | null): string {
  if (account === null) return 'not signed in';
  return account.type === 'chatgpt' ? `ChatGPT ${account.email ?? ''} ${account.planType}`.trim() : account.type;
}

async function logout(chat: SlashChat): Promise<void> {
  await chat.session.client.request('account/logout', null);
  chat.note('Signed out. The next start asks how to sign in.');
  chat.host.quit();
}

const KEYS: readonly (readonly [string, string])[] = [
  ['Enter', 'send; during a turn: add to it'],
  ['Tab', 'during a turn: queue for the next'],
  ['Ctrl-J, Shift-Enter, \\ Enter', 'a new line'],
  ['Up, Down', 'earlier prompts'],
  ['@', 'a file'],
  ['!', 'a command of your own'],
  ['Esc', 'interrupt; twice: go back to an earlier message'],
  ['Ctrl-T', 'the whole conversation'],
  ['Ctrl-C twice, Ctrl-D', 'leave'],
];

function showHelp(chat: SlashChat): void {
  const { paint } = chat.host;
  const rows = [...SLASH_COMMANDS.map(({ name, help }) => [`/${name}`, help] as const), ...KEYS];
  chat.print(
    rows.flatMap(([name, help]) =>
      indented(wrapWords(paint.dim(help), chat.host.columns() - 33), `  ${paint.bold(name.padEnd(29))} `),
    ),
  );
}
