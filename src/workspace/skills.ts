import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FoundSkills, SettingsOverrides, Skill, SkillRules, UsableSkills } from '../core/ports/index.js';
import { readRegularFileSync } from '../os/open-regular-file.js';
import { foldersAbove, isWithin } from '../os/real-path.js';
import { allowsImplicitUse, readSkillHead } from './skill-file.js';

const MAX_DEPTH = 6;
/** Folders that are looked into below one root. */
const MAX_FOLDERS = 2_000;
const MAX_BYTES = 256 * 1024;

interface Root {
  readonly path: string;
  readonly scope: Skill['scope'];
  /** Links that lead out of this folder are not followed. */
  readonly within?: string | undefined;
}

export interface SkillOptions {
  /** `$CODEX_HOME`. */
  readonly home: string;
  /** The home folder of the user. */
  readonly userHome: string;
  /** Whether what is open at a path may be shown to a client and to the model. */
  readonly mayRead: (fd: number, path: string) => boolean;
  readonly rules: (cwd: string, request: SettingsOverrides) => SkillRules;
}

/** Finds skills: of a project, of the user, and those that came with the reference. Files of a project are hostile (C468). */
export class SkillFinder {
  readonly #options: SkillOptions;
  /** Further folders with skills, as absolute paths: a client names them for the whole server. */
  extraRoots: readonly string[] = [];

  constructor(options: SkillOptions) {
    this.#options = options;
  }

  /** What a folder sees. */
  find(cwd: string): FoundSkills {
    return this.#find(cwd, this.#options.rules(cwd, {}));
  }

  /** The folders whose changes can change what a folder sees; those of the user come first. Roots are among them also where nothing is. */
  places(cwd: string): string[] {
    const isProjects = ({ scope }: Root): number => (scope === 'repo' ? 1 : 0);
    const roots = this.#roots(cwd).sort((a, b) => isProjects(a) - isProjects(b));
    const seen = new Set<string>();
    for (const root of roots) skillFiles(root, seen);
    return [...new Set([...roots.map(({ path }) => path), ...seen])];
  }

  /**
   * The same for the model. Nothing of a project that the user does not trust is offered to it, or found by a name: such a skill is read only when a client
   * names its file, because the user has chosen it.
   */
  forModel(cwd: string, request: SettingsOverrides): UsableSkills {
    const rules = this.#options.rules(cwd, request);
    const enabled = (): Skill[] => this.#find(cwd, rules).skills.filter((skill) => skill.enabled);
    const trusted = (): Skill[] => enabled().filter(({ scope }) => scope !== 'repo' || rules.trustsProject);
    return {
      offered: () => (rules.offered ? trusted().filter(({ implicit }) => implicit) : []),
      byPath: enabled,
      byName: trusted,
      text: ({ path }) => attempt(() => this.#read(path)),
    };
  }

  #find(cwd: string, rules: SkillRules): FoundSkills {
    const seen = new Set<string>();
    const skills: Skill[] = [];
    const errors: { path: string; message: string }[] = [];
    for (const root of this.#roots(cwd)) {
      for (const path of skillFiles(root, seen)) {
        try {
          const head = readSkillHead(this.#read(path), basename(dirname(path)));
          const enabled = rules.isEnabled({ name: head.name, path });
          skills.push({ ...head, path, scope: root.scope, enabled, implicit: this.#isImplicit(path) });
        } catch (e) {
          errors.push({ path, message: (e as Error).message });
        }
      }
    }
    const byName = (a: Skill, b: Skill): number => compare(a.name, b.name) || compare(a.path, b.path);
    const ordered = (['repo', 'user', 'system'] as const).flatMap((scope) =>
      skills.filter((skill) => skill.scope === scope).sort(byName),
    );
    return { skills: ordered, errors: errors.sort((a, b) => compare(a.path, b.path)) };
  }

  /** The policy of a skill is in a file beside it. A policy that cannot be read allows nothing. */
  #isImplicit(path: string): boolean {
    const policy = join(dirname(path), 'agents', 'openai.yaml');
    if (!exists(policy)) return true;
    const text = attempt(() => this.#read(policy));
    return text !== undefined && allowsImplicitUse(text);
  }

  #roots(cwd: string): Root[] {
    const { home, userHome } = this.#options;
    const extra = this.extraRoots.map((path): Root => ({ path, scope: 'user' }));
    return rootsOf(home, userHome, cwd, extra);
  }

  #read(path: string): string {
    const allow = (fd: number): void => {
      if (!this.#options.mayRead(fd, path)) throw new Error('it leads to a file that holds secrets');
    };
    return readRegularFileSync(path, { maxBytes: MAX_BYTES, followLinks: false, allow }).toString('utf8');
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function rootsOf(home: string, userHome: string, cwd: string, extra: readonly Root[]): Root[] {
  const own: Root[] = [
    ...extra,
    { path: join(home, 'skills'), scope: 'user' },
    { path: join(userHome, '.agents', 'skills'), scope: 'user' },
    { path: join(home, 'skills', '.system'), scope: 'system' },
  ];
  const folder = real(cwd);
  if (folder === undefined) return own;
  const above = [folder, ...foldersAbove(folder)];
  const top = above.find((each) => existsSync(join(each, '.git'))) ?? folder;
  const inProject = above.slice(0, above.indexOf(top) + 1);
  return [
    ...inProject.flatMap((each) =>
      ['.codex', '.agents'].map((name): Root => ({ path: join(each, name, 'skills'), scope: 'repo', within: top })),
    ),
    ...own,
  ];
}

/** Files named `SKILL.md` below a root, each once. Hidden folders and links to files are skipped. */
function skillFiles({ path, within }: Root, seen: Set<string>): string[] {
  const found: string[] = [];
  let folders = 0;
  const look = (folder: string, depth: number): void => {
    const at = real(folder);
    if (at === undefined || seen.has(at) || ++folders > MAX_FOLDERS) return;
    if (within !== undefined && !isWithin(at, within)) return;
    seen.add(at);
    for (const name of namesIn(at)) {
      const inner = join(at, name);
      if (name === 'SKILL.md' && isFile(inner)) found.push(inner);
      else if (depth < MAX_DEPTH && !name.startsWith('.') && isFolder(inner)) look(inner, depth + 1);
    }
  };
  look(path, 0);
  return found;
}

const attempt = <T>(action: () => T): T | undefined => {
  try {
    return action();
  } catch {
    return undefined; // missing, or out of reach
  }
};

const real = (path: string): string | undefined => attempt(() => realpathSync(path));
const namesIn = (folder: string): string[] => attempt(() => readdirSync(folder).sort()) ?? [];
const exists = (path: string): boolean => attempt(() => lstatSync(path)) !== undefined;
const isFile = (path: string): boolean => attempt(() => lstatSync(path).isFile()) ?? false;
const isFolder = (path: string): boolean => attempt(() => statSync(path).isDirectory()) ?? false;
