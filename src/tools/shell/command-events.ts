import type { ToolContext } from '../../core/ports/index.js';
import type { EventBody } from '../../domain/events.js';
import type { CommandExecution } from '../../domain/item.js';
import { shownPath } from '../../os/shown-text.js';
import type { RepositoryChanges } from '../../process/sandbox/repository-watch.js';
import type { Stream } from '../../process/supervisor.js';

const MAX_DELTA_BYTES = 8192;
const MAX_DELTAS = 10_000;
const MAX_REPOSITORIES = 10;

export function completed(
  item: CommandExecution,
  status: CommandExecution['status'],
  { now }: Pick<ToolContext, 'now'>,
): EventBody {
  return { type: 'item-completed', item: { ...item, status, completedAt: now() } };
}

/** Emits the output of one execution in pieces; beyond a limit, clients get it only with the end event. */
export function outputEmitter({ id: itemId, callId }: CommandExecution, emit: (event: EventBody) => void) {
  const deltas = { stdout: 0, stderr: 0 };
  return (stream: Stream, chunk: Buffer): void => {
    for (let from = 0; from < chunk.length && deltas[stream] < MAX_DELTAS; from += MAX_DELTA_BYTES) {
      deltas[stream]++;
      emit({ type: 'output-delta', itemId, callId, stream, chunk: chunk.subarray(from, from + MAX_DELTA_BYTES) });
    }
  };
}

/** A warning about repositories that a command has made or changed. */
export function repositoryNote({ made, changed }: RepositoryChanges): EventBody {
  const list = (paths: readonly string[]): string => {
    const more = paths.length > MAX_REPOSITORIES ? ` and ${paths.length - MAX_REPOSITORIES} more` : '';
    return paths.slice(0, MAX_REPOSITORIES).map(shownPath).join(', ') + more;
  };
  const found = [
    ...(made.length > 0 ? [`The command has made ${list(made)}.`] : []),
    ...(changed.length > 0 ? [`The command has changed the configuration or the hooks of ${list(changed)}.`] : []),
  ];
  const message = `${found.join(' ')} Git runs what is named there: look at it before you use git in that folder.`;
  return { type: 'note', message };
}
