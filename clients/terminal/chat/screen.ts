import { type Instance, render, Static, Text, useCursor } from 'ink';
import { createElement, Fragment } from 'react';
import type { Frame, Size } from './part.js';
import type { Chunk } from './scrollback.js';
import { stringWidth } from './wrap.js';

/** Milliseconds between two drawings, so that a slow connection gets few bytes. */
const PACE_MS = 60;
/** Ink must not delay its drawings: after a resize, the frame that is known here must be the one on the screen. */
const FRAMES_PER_SECOND = 1000;

interface Source {
  /** The frame may print chunks, so they are read after it. */
  frame(size: Size): Frame;
  chunks(): readonly Chunk[];
}

/** Draws the chat: chunks above, once, and the frame below them, again and again. */
export class Screen {
  readonly #output: NodeJS.WriteStream;
  readonly #source: Source;
  #instance: Instance | undefined;
  /** The chunks that earlier instances have printed. */
  #printed = 0;
  #frame: Frame = { lines: [] };
  #columns = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: NodeJS.WriteStream, source: Source) {
    this.#output = output;
    this.#source = source;
  }

  get size(): Size {
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 };
  }

  start(): void {
    this.#columns = this.size.columns;
    this.#output.on('resize', this.#resized);
    // Not `incrementalRendering`: in this version it leaves lines behind when a frame grows.
    const options = {
      ...{ stdout: this.#output, exitOnCtrlC: false, patchConsole: false },
      maxFps: FRAMES_PER_SECOND,
    };
    this.#instance = render(this.#tree(), options);
  }

  /** Draws soon. */
  changed(): void {
    if (this.#instance) this.#timer ??= setTimeout(() => this.draw(), PACE_MS);
  }

  /** The user sees at once what a key has done. */
  pressed(): void {
    clearTimeout(this.#timer);
    if (this.#instance) this.#timer = setTimeout(() => this.draw(), 0);
  }

  draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#instance?.rerender(this.#tree());
  }

  /** Prints what is left, and removes the frame. */
  stop(): void {
    if (!this.#instance) return;
    this.draw();
    const chunks = this.#source.chunks();
    this.#instance.rerender(createElement(View, { chunks: chunks.slice(this.#printed), frame: { lines: [] } }));
    // A part that has the whole screen prints no chunks.
    this.#printed = Math.max(this.#printed, chunks.length);
    this.#instance.unmount();
    this.#instance = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#output.off('resize', this.#resized);
  }

  #tree() {
    this.#frame = this.#source.frame(this.size);
    return createElement(View, { chunks: this.#source.chunks().slice(this.#printed), frame: this.#frame });
  }

  /**
   * A narrower terminal breaks the lines of the frame. Ink does not know this, and would leave some of them on the screen. They are removed here, and the
   * cursor is moved to the place where ink expects it.
   */
  readonly #resized = (): void => {
    const { columns } = this.size;
    const { lines, cursor } = this.#frame;
    if (columns < this.#columns && cursor && this.#instance) {
      const rowsOf = (line: string) => Math.max(1, Math.ceil(stringWidth(line) / columns));
      const above = lines
        .slice(0, cursor.y)
        .reduce((rows, line) => rows + rowsOf(line), Math.floor(cursor.x / columns));
      const up = above > 0 ? `\u001b[${above}A` : '';
      const down = cursor.y > 0 ? `\u001b[${cursor.y}B` : '';
      this.#output.write(`\r${up}\u001b[J${down}`);
    }
    this.#columns = columns;
    // Registered after ink, which also listens.
    setImmediate(() => this.draw());
  };
}

function View({ chunks, frame: { lines, cursor } }: { chunks: readonly Chunk[]; frame: Frame }) {
  const { setCursorPosition } = useCursor();
  setCursorPosition(cursor && { ...cursor });
  return createElement(
    Fragment,
    null,
    createElement(
      Static<Chunk>,
      // biome-ignore lint/correctness/noChildrenProp: its type wants the function here
      { items: [...chunks], children: ({ id, text }) => createElement(Text, { key: id }, text) },
    ),
    lines.length > 0 ? createElement(Text, null, lines.join('\n')) : null,
  );
}
