import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../../os/atomic-write.js';
import { withFileLock } from '../../os/file-lock.js';
import { readRegularFileSync } from '../../os/open-regular-file.js';
import { type Rule, type RuleDecision, readRules, ruleLine } from './rule-file.js';

const MAX_BYTES = 1024 * 1024;
/** A rule that names only a program would cover everything that the program can do. */
const FEWEST_WORDS = 2;

export interface Verdict {
  readonly decision: RuleDecision;
  readonly justification?: string | undefined;
}

/** The commands of a call. */
export interface RuleParts {
  /** The commands, when the call has only plain commands. */
  readonly plain: readonly (readonly string[])[] | undefined;
  /** All words that may be commands in it. */
  readonly anywhere: readonly (readonly string[])[];
}

/**
 * The user's rules for commands. They are read once for a server, and are the same for all conversations. While a file has a part that is not understood, rules
 * allow nothing, because that part could forbid it.
 */
export class CommandRules {
  readonly #folder: string;
  readonly #lock: string;
  #rules: Rule[] | undefined;
  #warning: string | undefined;
  #isUnderstood = true;

  constructor(home: string) {
    this.#folder = join(home, 'rules');
    this.#lock = join(home, 'turnwire', 'rules.lock');
  }

  /** The decision of the rules: the strictest rule that matches counts. A call is allowed only if all of its commands are allowed. */
  verdict({ plain, anywhere }: RuleParts): Verdict | undefined {
    const rules = this.#read();
    for (const decision of ['forbidden', 'prompt'] as const) {
      const rule = rules.find((each) => each.decision === decision && anywhere.some((words) => matches(each, words)));
      if (rule) return { decision, justification: rule.justification };
    }
    const allowed = rules.filter(({ decision }) => decision === 'allow');
    const isAllowed = (words: readonly string[]): boolean => allowed.some((rule) => matches(rule, words));
    return this.#isUnderstood && plain?.length && plain.every(isAllowed) ? { decision: 'allow' } : undefined;
  }

  /** The rule that would allow the call from now on; undefined when none could be shown as it is. */
  proposal({ plain }: RuleParts): readonly string[] | undefined {
    this.#read();
    const [words, another] = plain ?? [];
    if (!this.#isUnderstood || words === undefined || another !== undefined) return undefined;
    return words.length >= FEWEST_WORDS && ruleLine(words) !== undefined ? words : undefined;
  }

  /** Stores the rule. Servers write one after another, so no server removes the rule of another one. Returns the reason when the rule could not be stored. */
  async keep(pattern: readonly string[]): Promise<string | undefined> {
    const path = join(this.#folder, 'default.rules');
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const busy = (): Error => new Error(`another process is changing ${path} (${this.#lock})`);
      if (!(await withFileLock(this.#lock, busy, () => addRule(path, pattern)))) return `${path} is not understood`;
    } catch (e) {
      return (e as Error).message;
    }
    this.#read().push({ pattern: pattern.map((word) => [word]), decision: 'allow' });
    return undefined;
  }

  /** Warnings about the files that the user should see; each once. */
  takeWarning(): string | undefined {
    this.#read();
    const warning = this.#warning;
    this.#warning = undefined;
    return warning;
  }

  #read(): Rule[] {
    if (this.#rules) return this.#rules;
    const rules: Rule[] = [];
    for (const path of filesIn(this.#folder)) {
      try {
        const { rules: found, unknownAt } = readRules(readFile(path));
        rules.push(...found);
        if (unknownAt !== undefined) this.#distrust(`${path}, line ${unknownAt}, is no rule that is understood here`);
      } catch (e) {
        this.#distrust(`${path} cannot be read: ${(e as Error).message}`);
      }
    }
    this.#rules = rules;
    return rules;
  }

  #distrust(why: string): void {
    this.#isUnderstood = false;
    this.#warning ??= `${why}. No command is allowed by rules; those that forbid or ask still count.`;
  }
}

/** False when the file is not understood. */
function addRule(path: string, pattern: readonly string[]): boolean {
  const line = ruleLine(pattern);
  const text = existsSync(path) ? readFile(path) : '';
  if (line === undefined || readRules(text).unknownAt !== undefined) return false;
  const isThere = text.split('\n').includes(line.trimEnd());
  if (!isThere) writeAtomically(path, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}`);
  return true;
}

const readFile = (path: string): string =>
  readRegularFileSync(path, { maxBytes: MAX_BYTES, followLinks: false }).toString('utf8');

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.rules'));
  return names.sort().map((name) => join(folder, name));
}

const matches = ({ pattern }: Rule, words: readonly string[]): boolean =>
  words.length >= pattern.length && pattern.every((place, at) => place.includes(words[at] ?? ''));
