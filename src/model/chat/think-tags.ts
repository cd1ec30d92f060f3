const OPEN = '<think>';
const CLOSE = '</think>';

export interface Split {
  readonly reasoning: string;
  readonly text: string;
}

/**
 * Splits the content of models that write their reasoning before the answer, as `<think>…</think>` (C268). Only a tag at the very start
 * counts: a later one is part of the answer.
 */
export class ThinkTags {
  #state: 'start' | 'thinking' | 'after' | 'answer' = 'start';
  /** Text that may be the start of a tag. */
  #held = '';

  add(piece: string): Split {
    return this.#read(this.#held + piece);
  }

  /** The text that was held back; called at the end of the content. */
  end(): Split {
    const held = this.#held;
    this.#held = '';
    return this.#state === 'thinking' ? { reasoning: held, text: '' } : { reasoning: '', text: held };
  }

  #read(text: string): Split {
    this.#held = '';
    switch (this.#state) {
      case 'start': {
        const start = text.trimStart();
        if (start.length < OPEN.length && OPEN.startsWith(start)) return this.#hold(text);
        this.#state = start.startsWith(OPEN) ? 'thinking' : 'answer';
        return this.#read(this.#state === 'thinking' ? start.slice(OPEN.length) : text);
      }
      case 'thinking': {
        const end = text.indexOf(CLOSE);
        if (end >= 0) {
          this.#state = 'after';
          return { reasoning: text.slice(0, end), text: this.#read(text.slice(end + CLOSE.length)).text };
        }
        const kept = tailThatMayBe(CLOSE, text);
        this.#held = text.slice(text.length - kept);
        return { reasoning: text.slice(0, text.length - kept), text: '' };
      }
      case 'after': {
        const answer = text.trimStart();
        if (answer !== '') this.#state = 'answer';
        return { reasoning: '', text: answer };
      }
      case 'answer':
        return { reasoning: '', text };
    }
  }

  #hold(text: string): Split {
    this.#held = text;
    return { reasoning: '', text: '' };
  }
}

/** Characters at the end of a text that may be the beginning of a tag. */
function tailThatMayBe(tag: string, text: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (tag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
