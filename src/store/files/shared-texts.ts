/** Shorter texts are not shared: they cost little. */
const LONG = 256;
/** How many long texts are remembered. The second copy of a text is within the next few lines. */
const REMEMBERED = 16;
/** Texts are not nested deeper in a line than this. */
const MAX_DEPTH = 6;

/**
 * A rollout holds most texts twice: as the model gets them and as clients see them. In memory each text is kept once, which halves the memory of a long
 * conversation.
 */
export class SharedTexts {
  readonly #recent: string[] = [];
  #next = 0;

  /** Replaces each text by the equal one that is already in memory. */
  share(value: object, depth = 0): void {
    const members = value as Record<string, unknown>;
    for (const key of Object.keys(members)) {
      const member = members[key];
      if (typeof member === 'string') {
        if (member.length >= LONG) members[key] = this.#known(member);
      } else if (typeof member === 'object' && member !== null && depth < MAX_DEPTH) this.share(member, depth + 1);
    }
  }

  #known(text: string): string {
    const known = this.#recent.find((other) => other === text);
    if (known !== undefined) return known;
    this.#recent[this.#next] = text;
    this.#next = (this.#next + 1) % REMEMBERED;
    return text;
  }
}
