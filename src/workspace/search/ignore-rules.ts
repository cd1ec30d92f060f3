import ignore, { type Ignore } from 'ignore';

/**
 * The folder that rules are written for, as seen from the root of a search: what comes before the path there (the folder lies above the root), or how
 * many characters of the path lead to it.
 */
export interface Place {
  readonly prefix: string;
  readonly cut: number;
}

/** One file of ignore rules. Paths are relative to the root of the search; those of folders end with a slash. */
export class RuleFile {
  readonly #text: string;
  readonly #place: Place;
  /** It remembers each path that it was asked about. */
  #compiled: Ignore | undefined;

  constructor(text: string, place: Place) {
    this.#text = text;
    this.#place = place;
  }

  /** True when the path is to be ignored, false when a `!` rule wants it, undefined when nothing is said. */
  verdict(path: string): boolean | undefined {
    const { ignored, unignored } = this.#rules.test(this.#local(path));
    return ignored ? true : unignored ? false : undefined;
  }

  /**
   * The same without the rules by which the folder is ignored, for looking into it all the same: because it is the root, or because a rule that stands
   * above this one wants it.
   */
  lookingInto(folder: string): RuleFile {
    const path = this.#local(folder);
    if (path === '') return this; // the root, by rules that are written for it
    const { rule } = this.#rules.test(path);
    if (rule === undefined) return this;
    const lines = this.#text.split('\n');
    const others = lines.filter((line) => line.replace(/\r$/, '') !== rule.pattern);
    return others.length === lines.length
      ? new RuleFile('', this.#place)
      : new RuleFile(others.join('\n'), this.#place).lookingInto(folder);
  }

  /** Gives back the memory; the rules still work. */
  rest(): void {
    this.#compiled = undefined;
  }

  get #rules(): Ignore {
    this.#compiled ??= ignore({ ignorecase: false }).add(this.#text);
    return this.#compiled;
  }

  #local(path: string): string {
    return this.#place.prefix + path.slice(this.#place.cut);
  }
}

/** All rules that hold in one folder. The first file that says something decides. */
export class Rules {
  /**
   * @param own `.ignore` of the folder and of those above it, the nearest first
   * @param git `.gitignore`, the same way, up to the repository's
   * @param excludes of the repository, then of the person
   */
  constructor(
    readonly own: readonly RuleFile[],
    readonly git: readonly RuleFile[],
    readonly excludes: readonly RuleFile[],
  ) {}

  ignores(path: string): boolean {
    for (const files of [this.own, this.git, this.excludes]) {
      for (const file of files) {
        const verdict = file.verdict(path);
        if (verdict !== undefined) return verdict;
      }
    }
    return false;
  }

  /** `folder` is looked into: files that would ignore it are taken without the rule that does. */
  lookingInto(folder: string): Rules {
    const into = (files: readonly RuleFile[]): readonly RuleFile[] => files.map((file) => file.lookingInto(folder));
    const [own, git, excludes] = [into(this.own), into(this.git), into(this.excludes)];
    const same = [...own, ...git, ...excludes].every(
      (file, i) => file === [...this.own, ...this.git, ...this.excludes][i],
    );
    return same ? this : new Rules(own, git, excludes);
  }

  rest(): void {
    for (const file of [...this.own, ...this.git, ...this.excludes]) file.rest();
  }
}
