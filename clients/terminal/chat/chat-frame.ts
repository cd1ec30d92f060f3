import type { v2 } from '../../../generated-types/index.js';
import { duration, planLines } from './cell-lines.js';
import { shownLine } from './harmless.js';
import type { Paint } from './paint.js';
import type { Frame, Size } from './part.js';
import { livePlan } from './scrollback.js';
import type { Session } from './session.js';
import { clipped, clippedStart, stringWidth } from './wrap.js';

export interface ChatView {
  /** Lines of the unfinished cells. */
  readonly live: readonly string[];
  readonly session: Session;
  readonly steering: readonly string[];
  readonly armed: 'ctrl-c' | 'escape' | undefined;
  readonly now: number;
  /** The user is asked a question, so the prompt is hidden. */
  readonly isAsking: boolean;
  readonly version: string;
}

/** Lines that the prompt gets at least. */
const FEWEST = 3;

/**
 * The part of the screen that changes, from top to bottom: what is not finished, the plan, what waits, the prompt or a question, and the status line. It always
 * has fewer lines than the screen, because ink cannot redraw a higher one. Lines that do not fit are cut at its top.
 */
export function chatFrame(
  { live, session, steering, armed, now, isAsking, version }: ChatView,
  { columns, rows }: Size,
  paint: Paint,
  bottom: (room: Size) => Frame,
): Frame {
  const plan = livePlan(session.transcript.cells);
  const waiting = waitingLines(session, steering, columns, paint);
  const working = session.turn && !isAsking ? [workingLine(now - session.turn.startedAt, columns, paint)] : [];
  const status = [statusLine(session, armed, columns, paint, version)];
  const fixed = working.length + status.length + 1;
  const most = rows - 1;
  const asked = bottom({ columns, rows: Math.max(FEWEST, most - fixed - Math.min(waiting.length, 4)) });
  const left = most - fixed - asked.lines.length;
  const shownWaiting = waiting.slice(0, Math.max(0, left));
  const shownPlan =
    plan && !isAsking ? fitting([...planLines(plan, { width: columns, paint }), ''], left - shownWaiting.length) : [];
  const shownLive = fitting(live, left - shownWaiting.length - shownPlan.length);
  const above = [...shownLive, ...shownPlan, ...working, ...shownWaiting];
  const lines = [...above, ...asked.lines, '', ...status].slice(-most);
  const cursor = asked.cursor && { x: asked.cursor.x, y: asked.cursor.y + above.length };
  return { lines, cursor };
}

const fitting = (lines: readonly string[], room: number): readonly string[] => (room <= 0 ? [] : lines.slice(-room));

function waitingLines(session: Session, steering: readonly string[], columns: number, paint: Paint): string[] {
  const line = (mark: string, text: string) => paint.dim(clipped(`  ${mark} ${shownLine(text)}`, columns));
  return [
    ...steering.map((text) => line('adding:', text)),
    ...session.queue.map(({ input }) => line('queued:', textOf(input))),
    ...(session.queue.length > 0 ? [paint.dim(clipped('  Alt-Up takes the last queued message back', columns))] : []),
  ];
}

function workingLine(ms: number, columns: number, paint: Paint): string {
  const time = duration(Math.max(0, Math.floor(ms / 1000)) * 1000)
    .replace(/^0 ms$/, '0 s')
    .replace(/\.0 s$/, ' s');
  return `${paint.cyan('\u25cf')} ${clipped(`Working ${time} \u00b7 Esc interrupts`, columns - 2)}`;
}

function statusLine(
  session: Session,
  armed: ChatView['armed'],
  columns: number,
  paint: Paint,
  version: string,
): string {
  if (armed === 'ctrl-c') return paint.bold(clipped('Ctrl-C again leaves', columns));
  if (armed === 'escape') return paint.bold(clipped('Esc again goes back to an earlier message', columns));
  const { inForce, usage } = session;
  if (!inForce) return paint.dim(clipped(`Turnwire ${version}`, columns));
  const right = usage ? `${usageText(usage)} ` : '';
  const model = shownLine(inForce.effort ? `${inForce.model} ${inForce.effort}` : inForce.model);
  const room = columns - stringWidth(right) - stringWidth(model) - 6;
  const folder = room > 8 ? ` \u00b7 ${clippedStart(shownLine(inForce.cwd), room)}` : '';
  const left = clipped(`${model}${folder}`, columns - stringWidth(right) - 1);
  return paint.dim(
    `${left}${' '.repeat(Math.max(1, columns - 1 - stringWidth(left) - stringWidth(right)))}${right}`.trimEnd(),
  );
}

export function usageText({ total, last, modelContextWindow }: v2.ThreadTokenUsage): string {
  const tokens = `${short(total.totalTokens)} tokens`;
  if (!modelContextWindow) return tokens;
  const left = Math.max(0, Math.round(100 * (1 - last.totalTokens / modelContextWindow)));
  return `${tokens} \u00b7 ${left}% left`;
}

function short(count: number): string {
  if (count < 1000) return String(count);
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

export const textOf = (input: readonly v2.UserInput[]): string =>
  input.map((piece) => (piece.type === 'text' ? piece.text : `[${piece.type}]`)).join(' ');
