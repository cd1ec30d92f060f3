import type { Key } from './keys.js';
import type { Paint } from './paint.js';
import type { Cursor } from './prompt-lines.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** The content of the screen below the scrollback, or of the whole screen. */
export interface Frame {
  readonly lines: readonly string[];
  /** Absent: it is hidden. */
  readonly cursor?: Cursor | undefined;
}

/** A part of the screen that has the keyboard. */
export interface Part {
  frame(size: Size, paint: Paint): Frame;
  key(key: Key): void;
}
