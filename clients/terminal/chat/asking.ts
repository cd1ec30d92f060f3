import type { Paint } from './paint.js';
import { clipped } from './wrap.js';

/** Milliseconds in which keys that were meant for the prompt must not answer a question. */
export const UNREAD_MS = 300;

/** The first line of what the user is asked. */
export const askedLine = (title: string, columns: number, paint: Paint): string =>
  `${paint.yellow('\u25cf')} ${paint.bold(clipped(title, columns - 2))}`;
