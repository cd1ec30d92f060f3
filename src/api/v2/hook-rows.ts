import type { HookMetadata, HookRunSummary } from '../../../protocol/v2/hooks.js';
import type { Hook, HookEvent, HookRun } from '../../domain/hook.js';
import { seconds } from './thread.js';

/** A hook, in the words of v2. */
export const wireHook = (hook: Hook): HookMetadata => ({
  key: hook.key,
  eventName: wireEvent(hook.event),
  handlerType: 'command',
  command: hook.command,
  async: hook.async,
  matcher: hook.matcher ?? null,
  timeoutSec: hook.timeoutSec,
  statusMessage: hook.statusMessage ?? null,
  additionalContextLimit: hook.contextLimit ?? null,
  sourcePath: hook.sourcePath,
  source: hook.source,
  pluginId: null,
  environmentId: null,
  displayOrder: hook.displayOrder,
  enabled: hook.enabled,
  isManaged: false,
  currentHash: hook.hash,
  trustStatus: hook.trust,
});

/** One run of a hook, in the words of v2: times are seconds. */
export function wireHookRun({
  id,
  hook,
  status,
  entries,
  startedAt,
  completedAt,
  durationMs,
}: HookRun): HookRunSummary {
  return {
    id,
    eventName: wireEvent(hook.event),
    handlerType: 'command',
    executionMode: 'sync',
    scope: ['SessionStart', 'SessionEnd'].includes(hook.event) ? 'thread' : 'turn',
    sourcePath: hook.sourcePath,
    source: hook.source,
    displayOrder: hook.displayOrder,
    status,
    statusMessage: hook.statusMessage ?? null,
    startedAt: seconds(startedAt),
    completedAt: completedAt === null ? null : seconds(completedAt),
    durationMs: durationMs === null ? null : Math.round(durationMs),
    entries: entries.map((entry) => ({ ...entry })),
  };
}

const wireEvent = (event: HookEvent): HookMetadata['eventName'] =>
  (event.charAt(0).toLowerCase() + event.slice(1)) as Uncapitalize<HookEvent>;
