import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { AppError } from '../../../protocol/errors.js';
import type { Attachment, ConversationFacts, Section, ShownFacts } from '../../core/ports/facts.js';
import type { RepositoryState } from '../../domain/record.js';
import { type Fact, FactsState } from '../facts-state.js';
import { AppendedLines } from './appended-lines.js';
import { FileProjects, projectLines } from './projects.js';

/** A larger file is not read. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Every home has this section, under the id that 0.171 gives it. */
const PINNED: Section = { id: '01984de2-8f74-7c91-a3b2-5c5e937cf318', name: 'Pinned', appearance: null };

const text = z.string();
const Line: z.ZodType<Fact> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({
      type: z.literal('git'),
      id: text,
      git: z.object({ commitHash: text.optional(), branch: text.optional(), repositoryUrl: text.optional() }),
    }),
    z.object({
      type: z.literal('section'),
      section: z.object({
        id: text,
        name: text,
        appearance: z.object({ icon: text.nullable(), color: text.nullable() }).nullable(),
      }),
    }),
    z.object({ type: z.literal('section-removed'), sectionId: text }),
    z.object({
      type: z.literal('moved'),
      id: text,
      sectionId: text.nullable(),
      before: text.nullable(),
      at: z.number(),
    }),
    z.object({
      type: z.literal('attached'),
      id: text,
      attachment: z.object({ id: text, type: text, key: text, payload: z.unknown(), createdAt: z.number() }),
    }),
    z.object({ type: z.literal('detached'), id: text, attachmentType: text, key: text }),
    ...projectLines(),
    z.object({ type: z.literal('forgotten'), id: text }),
  ]),
);

/**
 * What clients record about conversations, in one file: each change is one line at its end, so that several processes can write at once. Before each use, the
 * lines of other processes are read.
 */
export class FileFacts implements ConversationFacts {
  readonly projects: FileProjects;
  readonly #path: string;
  readonly #now: () => number;
  readonly #lines: AppendedLines;
  #state = new FactsState([PINNED]);

  constructor(home: string, now: () => number) {
    this.#path = join(home, 'turnwire', 'thread-facts.jsonl');
    this.#lines = new AppendedLines(this.#path, { maxBytes: MAX_BYTES, mode: 0o600 });
    this.#now = now;
    this.projects = new FileProjects({
      read: () => this.#read().projects,
      write: (fact) => this.#write(fact),
      now,
    });
  }

  snapshot(): ShownFacts {
    const state = this.#read();
    return {
      gitOf: (id) => state.git.get(id),
      sectionOf: (id) => state.sectionOf(id),
      projects: { of: (id) => state.projects.of(id) ?? null },
    };
  }

  gitOf(id: string): RepositoryState | undefined {
    return this.#read().git.get(id);
  }

  setGit(id: string, git: RepositoryState): void {
    this.#write({ type: 'git', id, git });
  }

  sections(): readonly Section[] {
    return [...this.#read().sections.values()];
  }

  saveSection(section: Section): void {
    this.#write({ type: 'section', section });
  }

  removeSection(sectionId: string): void {
    this.#write({ type: 'section-removed', sectionId });
  }

  sectionOf(id: string): { section: Section; enteredAt: number } | undefined {
    return this.#read().sectionOf(id);
  }

  membersOf(sectionId: string): readonly string[] {
    return this.#read()
      .membersOf(sectionId)
      .map(({ id }) => id);
  }

  move(id: string, sectionId: string | null, before: string | null): void {
    this.#write({ type: 'moved', id, sectionId, before, at: this.#now() });
  }

  attachmentsOf(id: string): readonly Attachment[] {
    return this.#read().attachments.get(id) ?? [];
  }

  attach(id: string, added: Omit<Attachment, 'createdAt'>): Attachment {
    const attachment = { ...added, createdAt: this.#now() };
    this.#write({ type: 'attached', id, attachment });
    return attachment;
  }

  detach(id: string, { type, key }: Pick<Attachment, 'type' | 'key'>): void {
    this.#write({ type: 'detached', id, attachmentType: type, key });
  }

  ownersOf({ type, key }: Pick<Attachment, 'type' | 'key'>): readonly string[] {
    return [...this.#read().attachments].flatMap(([id, attachments]) =>
      attachments.some((one) => one.type === type && one.key === key) ? [id] : [],
    );
  }

  forget(id: string): void {
    const state = this.#read();
    const known = [state.git.has(id), state.attachments.has(id), state.sectionOf(id), state.projects.of(id)];
    if (known.some(Boolean)) this.#write({ type: 'forgotten', id });
  }

  #read(): FactsState {
    const lines = this.#lines.changed();
    if (lines === undefined) return this.#state;
    const state = new FactsState([PINNED]);
    for (const line of lines) {
      const fact = factIn(line);
      if (fact) state.apply(fact);
    }
    this.#state = state;
    return state;
  }

  #write(fact: Fact): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#lines.append(fact);
    } catch (e) {
      const reason = (e as Error).message;
      throw new AppError('io_error', `it cannot be recorded: ${reason}`, { reason, path: this.#path });
    }
  }
}

/** Undefined for a line that cannot be read: it must not affect the others. */
function factIn(line: string): Fact | undefined {
  if (line === '') return undefined;
  try {
    return Line.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
