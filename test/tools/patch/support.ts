import type { ToolContext } from '../../../src/core/ports/index.js';
import { PatchJournal } from '../../../src/tools/patch/journal.js';
import { type PatchDependencies, runPatch } from '../../../src/tools/patch/run-patch.js';

type Asked = Parameters<ToolContext['ask']>[0];
type Event = Parameters<ToolContext['emit']>[0];

/** A conversation's workspace and what a patch in it asks and emits. */
export function conversation(options: {
  readonly cwd: string;
  readonly home: string;
  readonly approvalPolicy?: string;
  readonly answer?: 'approved' | 'approved_for_session' | 'denied';
  readonly signal?: AbortSignal;
}) {
  const asked: Asked[] = [];
  const events: Event[] = [];
  const context = {
    settings: {
      cwd: options.cwd,
      approvalPolicy: options.approvalPolicy ?? 'never',
      sandboxPolicy: {
        mode: 'workspace-write',
        network_access: false,
        exclude_slash_tmp: true,
        exclude_tmpdir_env_var: true,
      },
    },
    approved: new Set<string>(),
    signal: options.signal ?? new AbortController().signal,
    emit: (event: Event) => void events.push(event),
    attach() {},
    async ask(question: Asked) {
      asked.push(question);
      return options.answer ?? 'denied';
    },
  } as unknown as ToolContext;
  const dependencies: PatchDependencies = {
    codexHome: options.home,
    env: { HOME: `${options.home}/..` },
    journal: new PatchJournal(options.home),
  };
  return {
    asked,
    events,
    run: (patch: string, cwd = options.cwd) => runPatch({ callId: 'c', patch, cwd }, context, dependencies),
  };
}
