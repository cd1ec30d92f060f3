import { DELIMITER, DIGIT, kindOf, LOWER, MARK, UPPER, WHITE } from './characters.js';
import type { Word } from './query.js';

// The points of C23.
const MATCH = 16;
const GAP_BEGINS = 3;
const GAP_GOES_ON = 1;
const AFTER_WHITE = 10;
const AFTER_DELIMITER = 9;
const AFTER_MARK = 8;
const WORD_INSIDE_WORD = 5;
const FIRST_CHARACTER_COUNTS = 2;

/** What each further character of a run gets at least, by the best bonus that the run has: a run is in one of these states. */
const RUNS = [4, WORD_INSIDE_WORD, AFTER_MARK, AFTER_DELIMITER, AFTER_WHITE];
const STATES = RUNS.length;
const STATE_OF = Uint8Array.from({ length: AFTER_WHITE + 1 }, (_, bonus) => Math.max(0, RUNS.indexOf(bonus)));
const NONE = -1;

/** A character of a path, matched by the last character of a part of the word. */
interface Cell {
  readonly at: number;
  readonly state: number;
}

/**
 * Finds the best of all alignments of a word with a path. Each row of the table is for a character of the word, each column for one of the path;
 * a cell says how well the word up to there can be matched, ending there, for each state of the run that it ends in. No score falls below 0.
 */
export class Scorer {
  #codes = new Uint32Array(256);
  /** The path as the word reads it. */
  #read = new Uint32Array(256);
  #bonus = new Uint8Array(256);
  #length = 0;
  /** The first and the last place that each character of the word can have in the path. */
  #first = new Int32Array(64);
  #last = new Int32Array(64);
  #best = new Int32Array(1024);
  #cells = new Int32Array(1024 * STATES);

  /** Undefined when the path does not have the word's characters in order. */
  score(word: Word, path: string): number | undefined {
    this.#readPath(word, path);
    if (!this.#bound(word)) return undefined;
    this.#findBonuses();
    const rows = word.codes.length;
    this.#makeRoom(rows * this.#length);
    for (let row = 0; row < rows; row++) this.#fillRow(word, row);
    return this.#best[this.#end(rows - 1)] as number;
  }

  /** The characters of the path (code points, from 0) that the best alignment matches, in order; none when there is none. */
  positions(word: Word, path: string): number[] {
    if (this.score(word, path) === undefined) return [];
    let row = word.codes.length - 1;
    const end = this.#end(row);
    let cell: Cell = { at: end - row * this.#length, state: this.#bestState(end) };
    const positions = [cell.at];
    for (; row > 0; row--) {
      cell = this.#before(row, cell);
      positions.unshift(cell.at);
    }
    return positions;
  }

  #readPath({ read }: Word, path: string): void {
    if (path.length > this.#codes.length) {
      this.#codes = new Uint32Array(path.length * 2);
      this.#read = new Uint32Array(path.length * 2);
      this.#bonus = new Uint8Array(path.length * 2);
    }
    let length = 0;
    for (let at = 0; at < path.length; at++) {
      let code = path.charCodeAt(at);
      if (code >= 0xd800) {
        code = path.codePointAt(at) as number;
        if (code > 0xffff) at++;
      }
      this.#codes[length] = code;
      this.#read[length++] = read(code);
    }
    this.#length = length;
  }

  #bound({ codes }: Word): boolean {
    if (codes.length > this.#first.length) {
      this.#first = new Int32Array(codes.length * 2);
      this.#last = new Int32Array(codes.length * 2);
    }
    let at = 0;
    for (let row = 0; row < codes.length; row++) {
      while (at < this.#length && this.#read[at] !== codes[row]) at++;
      if (at === this.#length) return false;
      this.#first[row] = at++;
    }
    at = this.#length - 1;
    for (let row = codes.length - 1; row >= 0; row--) {
      while (this.#read[at] !== codes[row]) at--;
      this.#last[row] = at--;
    }
    return true;
  }

  #findBonuses(): void {
    const from = this.#first[0] as number;
    let before = from === 0 ? WHITE : kindOf(this.#codes[from - 1] as number);
    for (let at = from; at < this.#length; at++) {
      const kind = kindOf(this.#codes[at] as number);
      this.#bonus[at] = BONUSES[before * KINDS + kind] as number;
      before = kind;
    }
  }

  #makeRoom(cells: number): void {
    if (cells <= this.#best.length) return;
    const room = Math.max(cells, this.#best.length * 2);
    this.#best = new Int32Array(room);
    this.#cells = new Int32Array(room * STATES);
  }

  #fillRow({ codes }: Word, row: number): void {
    const best = this.#best;
    const here = row * this.#length;
    const above = here - this.#length;
    const from = this.#first[row] as number;
    // As far as the next row looks.
    const to = row + 1 < codes.length ? (this.#last[row + 1] as number) - 1 : (this.#last[row] as number);
    if (row === 0) {
      for (let at = from; at <= to; at++) {
        best[at] = NONE;
        if (this.#read[at] !== codes[0]) continue;
        const bonus = this.#bonus[at] as number;
        this.#clear(at);
        this.#improve(at, STATE_OF[bonus] as number, MATCH + bonus * FIRST_CHARACTER_COUNTS);
      }
      return;
    }
    const firstAbove = this.#first[row - 1] as number;
    /** The best score of the row above with a gap behind it. */
    let gapped = NONE;
    for (let at = firstAbove + 1; at <= to; at++) {
      if (at >= firstAbove + 2) gapped = withGap(gapped, best[above + at - 2] as number);
      if (at < from) continue;
      best[here + at] = NONE;
      if (this.#read[at] !== codes[row]) continue;
      const bonus = this.#bonus[at] as number;
      this.#clear(here + at);
      if (gapped !== NONE) this.#improve(here + at, STATE_OF[bonus] as number, gapped + MATCH + bonus);
      if (best[above + at - 1] === NONE) continue;
      for (let state = 0; state < STATES; state++) {
        const before = this.#cells[(above + at - 1) * STATES + state] as number;
        if (before !== NONE) this.#improve(here + at, stateAfter(state, bonus), before + inRun(state, bonus));
      }
    }
  }

  #clear(cell: number): void {
    for (let state = 0; state < STATES; state++) this.#cells[cell * STATES + state] = NONE;
  }

  #improve(cell: number, state: number, score: number): void {
    if (score > (this.#cells[cell * STATES + state] as number)) this.#cells[cell * STATES + state] = score;
    if (score > (this.#best[cell] as number)) this.#best[cell] = score;
  }

  /** Of equally good ends, the last one counts, because users look at the name of a file first. */
  #end(row: number): number {
    const start = row * this.#length;
    let end = start + (this.#first[row] as number);
    for (let cell = end; cell <= start + (this.#last[row] as number); cell++) {
      if ((this.#best[cell] as number) >= (this.#best[end] as number)) end = cell;
    }
    return end;
  }

  #bestState(cell: number): number {
    for (let state = 0; ; state++) {
      if (this.#cells[cell * STATES + state] === this.#best[cell]) return state;
    }
  }

  /** The cell from which the score of a cell comes. The neighbour is preferred to a cell across a gap. */
  #before(row: number, { at, state }: Cell): Cell {
    const above = (row - 1) * this.#length;
    const first = this.#first[row - 1] as number;
    const score = this.#cells[(row * this.#length + at) * STATES + state] as number;
    const bonus = this.#bonus[at] as number;
    if (at - 1 >= first && this.#best[above + at - 1] !== NONE) {
      for (let earlier = 0; earlier < STATES; earlier++) {
        const before = this.#cells[(above + at - 1) * STATES + earlier] as number;
        const fits = before !== NONE && stateAfter(earlier, bonus) === state;
        if (fits && before + inRun(earlier, bonus) === score) return { at: at - 1, state: earlier };
      }
    }
    for (let earlier = first; earlier <= at - 2; earlier++) {
      const before = this.#best[above + earlier] as number;
      if (before === NONE) continue;
      const left = Math.max(0, before - GAP_BEGINS - GAP_GOES_ON * (at - earlier - 2));
      if (left + MATCH + bonus === score) return { at: earlier, state: this.#bestState(above + earlier) };
    }
    throw new Error('a score that comes from nowhere');
  }
}

const inRun = (state: number, bonus: number): number => MATCH + Math.max(bonus, RUNS[state] as number);

/** A run that comes to the beginning of a word continues with the better of the two bonuses. */
const stateAfter = (state: number, bonus: number): number =>
  bonus >= AFTER_MARK && bonus > (RUNS[state] as number) ? (STATE_OF[bonus] as number) : state;

function withGap(gapped: number, fresh: number): number {
  const longer = gapped === NONE ? NONE : Math.max(0, gapped - GAP_GOES_ON);
  return fresh === NONE ? longer : Math.max(0, fresh - GAP_BEGINS, longer);
}

function bonusOf(before: number, kind: number): number {
  if (kind === WHITE) return AFTER_WHITE;
  if (kind === MARK) return AFTER_MARK;
  if (kind === DELIMITER) return 0;
  if (before === WHITE) return AFTER_WHITE;
  if (before === DELIMITER) return AFTER_DELIMITER;
  if (before === MARK) return AFTER_MARK;
  const begins = (before === LOWER && kind === UPPER) || (before !== DIGIT && kind === DIGIT);
  return begins ? WORD_INSIDE_WORD : 0;
}

const KINDS = DIGIT + 1;
const BONUSES = Uint8Array.from({ length: KINDS * KINDS }, (_, i) => bonusOf(Math.floor(i / KINDS), i % KINDS));
