import type { v2 } from '../../../generated-types/index.js';
import type { TurnEvent } from '../../library/index.js';
import { visible } from '../visible.js';

/** Paints texts for a terminal; without colour it gives them back. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
}

/** What a person reads on stderr while a turn runs: one block of lines for each event, none for most. */
export function progress(event: TurnEvent, paint: Paint): string | undefined {
  switch (event.method) {
    case 'item/started':
      return begun(event.params.item, paint);
    case 'item/completed':
      return done(event.params.item, paint);
    case 'turn/plan/updated':
      return [paint.bold('plan'), ...event.params.plan.map(planLine)].join('\n');
    case 'error':
      return paint.red(`${event.params.willRetry ? 'retrying' : 'ERROR'}: ${visible(event.params.error.message)}`);
    case 'turn/completed':
      return event.params.turn.status === 'interrupted' ? paint.red('interrupted') : undefined;
    default:
      return undefined;
  }
}

function begun(item: v2.ThreadItem, paint: Paint): string | undefined {
  if (item.type === 'commandExecution')
    return `${paint.bold('exec')} ${visible(item.command)} ${paint.dim(`in ${visible(item.cwd)}`)}`;
  if (item.type === 'mcpToolCall') return `${paint.bold('tool')} ${visible(`${item.server}.${item.tool}`)}`;
  return undefined;
}

function done(item: v2.ThreadItem, paint: Paint): string | undefined {
  switch (item.type) {
    case 'agentMessage':
      return `${paint.bold('assistant')}\n${visible(item.text)}`;
    case 'reasoning':
      return item.summary.length === 0 ? undefined : paint.dim(visible(item.summary.join('\n')));
    case 'commandExecution':
      return `${commandEnd(item, paint)}${item.aggregatedOutput ? `\n${paint.dim(visible(item.aggregatedOutput.trimEnd()))}` : ''}`;
    case 'fileChange':
      return [`${paint.bold('patch')} ${item.status}`, ...item.changes.map(changeLine)].join('\n');
    case 'mcpToolCall':
      return item.error ? paint.red(`tool failed: ${visible(item.error.message)}`) : paint.green('tool succeeded');
    case 'webSearch':
      return `${paint.bold('search')} ${visible(item.query)}`;
    default:
      return undefined;
  }
}

function commandEnd(item: Extract<v2.ThreadItem, { type: 'commandExecution' }>, paint: Paint): string {
  if (item.status === 'declined') return paint.red('declined');
  const time = item.durationMs === null ? '' : ` in ${item.durationMs} ms`;
  return item.exitCode === 0
    ? paint.green(`succeeded${time}`)
    : paint.red(`exit code ${item.exitCode ?? 'unknown'}${time}`);
}

const changeLine = ({ path, kind }: v2.FileUpdateChange): string =>
  `${{ add: 'A', delete: 'D', update: 'M' }[kind.type]} ${visible(path)}`;

const planLine = ({ step, status }: v2.TurnPlanStep): string =>
  `${{ completed: '[x]', inProgress: '[>]', pending: '[ ]' }[status]} ${visible(step)}`;
