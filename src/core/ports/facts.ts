import type { RepositoryState } from '../../domain/record.js';

/** A group that users sort conversations into. */
export interface Section {
  readonly id: string;
  readonly name: string;
  readonly appearance: { readonly icon: string | null; readonly color: string | null } | null;
}

/** Data of a client that belongs to a conversation; the server does not read it. */
export interface Attachment {
  readonly id: string;
  readonly type: string;
  /** With the type, it names the attachment within its conversation. */
  readonly key: string;
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Folders and the conversations that belong to them. Times are in milliseconds since the epoch. */
export interface Project {
  readonly id: string;
  readonly name: string;
  /** Absolute paths. */
  readonly roots: readonly string[];
  /** Data of clients; the server does not read it. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The projects of the user. A change is stored when a method returns; all throw `AppError` `io_error`. */
export interface ProjectFacts {
  /** In the order of the user. */
  all(): readonly Project[];
  /** A new project at the end, or a new state of one. `key`: names the request that makes it. */
  save(project: Omit<Project, 'createdAt' | 'updatedAt'> & { readonly createdAt?: number }, key?: string): Project;
  /** The id of the project that a request with this key has made. The project may have been removed since then. */
  madeWith(key: string): string | undefined;
  /** Before another one, or at the end. */
  move(projectId: string, before: string | null): void;
  /** Its conversations then have no project. */
  remove(projectId: string): void;
  /** The project of a conversation. */
  of(id: string): string | null;
  membersOf(projectId: string): readonly string[];
  assign(id: string, projectId: string | null): void;
}

/** What is shown of each conversation. */
export interface ShownFacts {
  /** Undefined: no client has changed it. */
  gitOf(id: string): RepositoryState | undefined;
  sectionOf(id: string): { readonly section: Section; readonly enteredAt: number } | undefined;
  readonly projects: Pick<ProjectFacts, 'of'>;
}

/** What clients record about conversations beside what was said in them. It is stored when a method returns; all throw `AppError` `io_error`. */
export interface ConversationFacts extends ShownFacts {
  /** The facts as they are now. A list asks for many conversations, and reads the changes of other processes only once. */
  snapshot(): ShownFacts;

  setGit(id: string, git: RepositoryState): void;

  /** In the order of their creation. */
  sections(): readonly Section[];
  /** A new section, or a new state of one. */
  saveSection(section: Section): void;
  /** Its conversations then have no section. */
  removeSection(id: string): void;
  /** The conversations of a section, in the order of the user. */
  membersOf(sectionId: string): readonly string[];
  /** Null: into no section. Before another conversation of the section, or at its end. */
  move(id: string, sectionId: string | null, before: string | null): void;

  /** Oldest first. */
  attachmentsOf(id: string): readonly Attachment[];
  attach(id: string, attachment: Omit<Attachment, 'createdAt'>): Attachment;
  detach(id: string, attachment: Pick<Attachment, 'type' | 'key'>): void;
  /** The conversations with such an attachment. */
  ownersOf(attachment: Pick<Attachment, 'type' | 'key'>): readonly string[];

  readonly projects: ProjectFacts;

  /** The conversation was deleted. */
  forget(id: string): void;
}
