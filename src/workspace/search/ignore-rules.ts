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
  readonly #wanted: readonly string[];
  /** It remembers each path that it has answered for. */
  #compiled: Ignore | undefined;

  constructor(text: string, place: Place, wanted: readonly string[] = []) {
    this.#text = text;
    this.#place = place;
    this.#wanted = wanted;
  }

  /** True when the path is to be ignored, false when a `!` rule wants it, undefined when nothing is said. */
  verdict(path: string): boolean | undefined {
    const { ignored, unignored } = this.#rules.test(this.#local(path));
    return ignored ? true : unignored ? false : undefined;
  }

  /** The same for what lies in a folder that is looked into, because it is the root, or because a file of higher precedence includes it. */
  lookingInto(folder: string): RuleFile {
    const path = this.#local(folder);
    if (path === '' || !this.#rules.ignores(path)) return this;
    return new RuleFile(this.#text, this.#place, [...this.#wanted, ...withParents(path)]);
  }

  /** Gives back the memory; the rules still work. */
  rest(): void {
    this.#compiled = undefined;
  }

  get #rules(): Ignore {
    this.#compiled ??= ignore({ ignorecase: false })
      .add(this.#text)
      .add(this.#wanted.map((folder) => `!/${folder.replace(/[\\*?[]/g, '\\$&')}`));
    return this.#compiled;
  }

  #local(path: string): string {
    return this.#place.prefix + path.slice(this.#place.cut);
  }
}

/** `a/`, `a/b/` for `a/b/`. */
const withParents = (path: string): string[] => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));

/** All rules that hold in one folder. The first file that says something decides. */
export class Rules {
  /**
   * @param own `.ignore` of the folder and of those above it, the nearest first
   * @param git `.gitignore`, the same way, up to the repository's
   * @param excludes of the repository, then of the user
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

  /** For what lies in a folder that is looked into. */
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
