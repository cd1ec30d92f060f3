import { resolve } from 'node:path';
import { plainName } from '../../domain/called-name.js';
import type { HistoryItem, ToolOutput } from '../../domain/history-item.js';
import { isToolOutput } from '../../domain/history-item.js';
import type { FileChange, Item } from '../../domain/item.js';
import { isJsonObject } from '../../domain/json.js';

/*
 * Old rollouts hold commands, patches and MCP calls only as the tool calls of the model. This makes the items that clients see from those calls.
 */

type Call = Extract<HistoryItem, { type: 'function_call' | 'custom_tool_call' | 'local_shell_call' }>;

/** Makes items of calls and their outputs. */
export class CallItems {
  readonly #calls = new Map<string, Call>();

  clear(): void {
    this.#calls.clear();
  }

  /** The calls that an output would complete. */
  get ids(): ReadonlySet<string> {
    return new Set(this.#calls.keys());
  }

  has(id: string): boolean {
    return this.#calls.has(id);
  }

  /** Makes the item that this output completes; undefined for other items and for calls that clients do not see. */
  take(item: HistoryItem, cwd: string): (() => Item) | undefined {
    if (item.type === 'function_call' || item.type === 'custom_tool_call' || item.type === 'local_shell_call') {
      this.#calls.set(idOf(item), item);
      return undefined;
    }
    if (!isToolOutput(item)) return undefined;
    const call = this.#calls.get(item.call_id);
    return call && itemOf(call, item, cwd);
  }
}

const idOf = (call: Call): string => call.call_id ?? call.id ?? '';

const SHELLS = new Set(['shell', 'container.exec', 'local_shell', 'shell_command', 'exec_command']);

function itemOf(call: Call, { output }: ToolOutput, cwd: string): (() => Item) | undefined {
  const id = idOf(call);
  if (call.type === 'local_shell_call') {
    return () => commandItem(id, call.action.command, call.action.working_directory ?? cwd, output);
  }
  const name = plainName(call);
  if (name === 'apply_patch') {
    const { input } = call.type === 'custom_tool_call' ? call : argumentsOf(call.arguments);
    return typeof input === 'string' ? () => patchItem(id, input, cwd, output) : undefined;
  }
  if (call.type === 'custom_tool_call') return undefined;
  const args = argumentsOf(call.arguments);
  if (SHELLS.has(name)) {
    const command = commandOf(args);
    if (command === undefined) return undefined;
    return () => {
      const folder = typeof args.workdir === 'string' && args.workdir !== '' ? resolve(cwd, args.workdir) : cwd;
      if (command[0] === 'apply_patch' && command[1] !== undefined) return patchItem(id, command[1], folder, output);
      return commandItem(id, command, folder, output);
    };
  }
  const { path } = args;
  if (name === 'view_image' && typeof path === 'string') {
    return () => ({ type: 'image-view', id, ...UNKNOWN_TIMES, callId: id, path: resolve(cwd, path) });
  }
  const [, server, tool] = /^(?:mcp__)?(.+?)__(.+)$/.exec(name) ?? [];
  if (server === undefined || tool === undefined) return undefined;
  return () => {
    const outcome = { ok: { content: [{ type: 'text', text: output }] } };
    const base = { type: 'mcp-tool-call', id, ...UNKNOWN_TIMES, callId: id } as const;
    return { ...base, server, tool, arguments: args, status: endOf(output).status, outcome };
  };
}

const UNKNOWN_TIMES = { startedAt: null, completedAt: null };

function argumentsOf(text: string): Record<string, unknown> {
  if (!/^\s*\{/.test(text)) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

function commandOf({ command, cmd }: Record<string, unknown>): string[] | undefined {
  const words = command ?? cmd;
  if (typeof words === 'string') return ['bash', '-lc', words];
  return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
}

function commandItem(id: string, command: readonly string[], cwd: string, output: string): Item {
  const { status, text, exitCode, durationMs } = endOf(output);
  return {
    type: 'command-execution',
    id,
    ...UNKNOWN_TIMES,
    callId: id,
    command,
    cwd,
    source: 'agent',
    processId: null,
    actions: [{ type: 'unknown', cmd: command.at(-1) ?? '' }],
    status,
    ...(exitCode === undefined ? {} : { result: { aggregated: text, exitCode, durationMs } }),
  };
}

function patchItem(id: string, patch: string, cwd: string, output: string): Item {
  const { status, text } = endOf(output);
  const result = status === 'completed' ? { stdout: text, stderr: '' } : { stdout: '', stderr: text };
  const changes = changesOf(patch, cwd);
  return { type: 'file-changes', id, ...UNKNOWN_TIMES, callId: id, changes, autoApproved: true, status, result };
}

interface End {
  readonly status: 'completed' | 'failed' | 'declined';
  readonly text: string;
  /** Undefined for a call that never ran. */
  readonly exitCode: number | undefined;
  readonly durationMs: number;
}

/** How a call ended, read from the output that the model got: JSON in 0.44, lines of text in later releases, otherwise free text. */
function endOf(output: string): End {
  const { output: text, metadata } = argumentsOf(output);
  if (typeof text === 'string' && isJsonObject(metadata)) {
    const { exit_code: exitCode, duration_seconds: seconds } = metadata;
    return ran(Number(exitCode), text, Number(seconds) * 1000);
  }
  const lines = /^Process exited with code (-?\d+)[\s\S]*?^Output:\n?([\s\S]*)$/m.exec(output);
  if (lines) {
    const seconds = Number(/^Wall time: ([\d.]+) seconds/m.exec(output)?.[1] ?? 0);
    return ran(Number(lines[1]), lines[2] ?? '', seconds * 1000);
  }
  const never = { text: output, exitCode: undefined, durationMs: 0 };
  if (/rejected/.test(output)) return { status: 'declined', ...never };
  return { status: /^(aborted|failed|unsupported|.*error)/.test(output) ? 'failed' : 'completed', ...never };
}

function ran(exitCode: number, text: string, durationMs: number): End {
  const code = Number.isFinite(exitCode) ? exitCode : -1;
  const took = Number.isFinite(durationMs) ? Math.round(durationMs) : 0;
  return { status: code === 0 ? 'completed' : 'failed', text, exitCode: code, durationMs: took };
}

/** The changes of a patch, file by file, read from its text. The text does not hold the content of a deleted file. */
function changesOf(patch: string, cwd: string): Record<string, FileChange> {
  const changes: Record<string, FileChange> = {};
  for (const part of patch.split(/^(?=\*\*\* (?:Add|Update|Delete) File: )/m)) {
    const [, act, name] = /^\*\*\* (Add|Update|Delete) File: (.+)$/m.exec(part) ?? [];
    if (act === undefined || name === undefined || !part.startsWith('***')) continue;
    const lines = part.split('\n').slice(1);
    const body = lines.filter((line) => !line.startsWith('*** '));
    const move = /^\*\*\* Move to: (.+)$/m.exec(part)?.[1]?.trim();
    changes[resolve(cwd, name.trim())] = changeOf(act, body, move === undefined ? null : resolve(cwd, move));
  }
  return changes;
}

function changeOf(act: string, body: readonly string[], movePath: string | null): FileChange {
  if (act === 'Delete') return { type: 'delete', content: '' };
  if (act === 'Update') return { type: 'update', unifiedDiff: `${body.join('\n').trimEnd()}\n`, movePath };
  const added = body.filter((line) => line.startsWith('+')).map((line) => `${line.slice(1)}\n`);
  return { type: 'add', content: added.join('') };
}
