import { SessionGrants } from '../../../src/core/conversation/grants.js';
import type { ToolContext } from '../../../src/core/ports/index.js';
import { WorkspacePins } from '../../../src/process/sandbox/workspace-pins.js';
import { PatchJournal } from '../../../src/tools/patch/journal.js';
import { type PatchDependencies, runPatch } from '../../../src/tools/patch/run-patch.js';

type Asked = Parameters<ToolContext['requestApproval']>[1];
type Event = Parameters<ToolContext['emit']>[0];

/** A conversation's workspace and what a patch in it asks and emits. */
export function conversation(options: {
  readonly cwd: string;
  readonly home: string;
  readonly approvalPolicy?: string;
  readonly answer?: 'accept' | 'accept-for-session' | 'decline';
  readonly signal?: AbortSignal;
}) {
  const asked: Asked[] = [];
  let { answer = 'decline' } = options;
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
    grants: new SessionGrants(),
    now: () => 0,
    signal: options.signal ?? new AbortController().signal,
    emit: (event: Event) => void events.push(event),
    attachImage() {},
    async requestApproval(_item: string, request: Asked) {
      asked.push(request);
      return answer;
    },
  } as unknown as ToolContext;
  const dependencies: PatchDependencies = {
    codexHome: options.home,
    env: { HOME: `${options.home}/..` },
    journal: new PatchJournal(options.home),
    pins: new WorkspacePins(),
    turn: { writing: false },
  };
  return {
    asked,
    events,
    /** From now on nothing is approved. */
    decline() {
      answer = 'decline';
    },
    /** Gives what the model reads. */
    async run(patch: string, cwd = options.cwd): Promise<string> {
      const result = await runPatch({ callId: 'c', patch, cwd }, context, dependencies);
      if (typeof result === 'string') return result;
      events.push(...(result.events ?? []));
      return result.output;
    },
  };
}
