import type { RepositoryState } from '../../domain/record.js';
import type { ProjectDocSettings, SettingsOverrides } from './settings.js';

/** A file that a search has found, in the form of the wire. */
export interface FoundFile {
  /** As the client named it. */
  readonly root: string;
  /** From the root, with slashes. */
  readonly path: string;
  readonly file_name: string;
  readonly score: number;
  /** Code points of `path`, from 0, in order. */
  readonly indices: number[];
  /** Only a live search finds folders. */
  readonly isFolder?: true | undefined;
}

/** A search while the user types. It finds folders too. Files and folders with a matching name come before files in a folder with a matching name. */
export interface LiveSearch {
  /** Called with all files that are found so far, best first, while the search still runs. */
  onFound(soFar: FoundFile[]): void;
}

export interface FileSearch {
  /** The best files below each root, best first; empty after an abort. Rejects only for a defect. */
  find(query: string, roots: readonly string[], signal: AbortSignal, live?: LiveSearch): Promise<FoundFile[]>;
}

/** Instructions that the model reads when they are needed. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  readonly shortDescription?: string | undefined;
  /** Its `SKILL.md`. */
  readonly path: string;
  readonly scope: 'repo' | 'user' | 'system';
  /** The user has not switched it off. */
  readonly enabled: boolean;
  /** The model may use it when no message names it. */
  readonly implicit: boolean;
}

/** The skills that a conversation can use, in the order in which they are listed. */
export interface UsableSkills {
  /** Those that are listed for the model in each turn. */
  offered(): readonly Skill[];
  /** Those that a message can name by their file. */
  byPath(): readonly Skill[];
  /** Those that a message can name as `$name`. */
  byName(): readonly Skill[];
  /** Undefined when it cannot be read. */
  text(skill: Skill): string | undefined;
}

export interface FoundSkills {
  readonly skills: readonly Skill[];
  /** Files that cannot be read. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

export interface Instructions {
  /** One text; undefined when there are none. */
  readonly text: string | undefined;
  /** The files that they come from. */
  readonly sources: readonly string[];
  /** Sentences for users about files and text that were left out. */
  readonly findings: readonly string[];
}

/**
 * How the working tree differs from the nearest commit that a remote has; a relative `cwd` is resolved against the folder of the server. Throws `AppError`
 * `git_diff_failed`.
 */
export type DiffToRemote = (cwd: string, signal: AbortSignal) => Promise<{ sha: string; diff: string }>;

export interface Workspace {
  /** Commit, branch and origin of the repository around `cwd`; undefined outside of one. */
  gitInfo(cwd: string): Promise<RepositoryState | undefined>;
  /** The user's standing instructions and those of the project around `cwd`. */
  instructions(cwd: string, settings: ProjectDocSettings): Promise<Instructions>;
  /** Reads a picture from the disk as a data URL. Rejects with an error whose message is for the model and the user. */
  image(path: string): Promise<string>;
  /** The skills that a conversation in this folder can use. */
  skills(cwd: string, request: SettingsOverrides): UsableSkills;
  /** The user's login shell, when it is one that the environment names (`bash`, `zsh`). */
  readonly loginShell: string | undefined;
}

/** The user's own program that is run after finished turns. */
export interface Notifier {
  /** Starts it and does not wait for its end; rejects when it cannot be started. */
  turnEnded(program: readonly string[], turn: EndedTurn): Promise<void>;
}

export interface EndedTurn {
  readonly turnId: string;
  /** The texts of the user, one for each message. */
  readonly said: readonly string[];
  readonly lastMessage: string | null;
}
