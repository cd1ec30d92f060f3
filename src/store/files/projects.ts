import * as z from 'zod';
import type { Project, ProjectFacts } from '../../core/ports/facts.js';
import type { ProjectFact, ProjectsState } from '../projects-state.js';

/** The lines about projects in the file of the facts. */
export function projectLines() {
  const text = z.string();
  return [
    z.object({
      type: z.literal('project'),
      key: text.optional(),
      project: z.object({
        id: text,
        name: text,
        roots: z.array(text),
        metadata: z.record(text, text),
        createdAt: z.number(),
        updatedAt: z.number(),
      }),
    }),
    z.object({ type: z.literal('project-moved'), projectId: text, before: text.nullable() }),
    z.object({ type: z.literal('project-removed'), projectId: text }),
    z.object({ type: z.literal('project-of'), id: text, projectId: text.nullable() }),
  ] as const satisfies readonly z.ZodType<ProjectFact>[];
}

export interface FileProjectsOptions {
  readonly read: () => ProjectsState;
  readonly write: (fact: ProjectFact) => void;
  readonly now: () => number;
}

/** Projects, as lines of the file of the facts. */
export class FileProjects implements ProjectFacts {
  readonly #options: FileProjectsOptions;

  constructor(options: FileProjectsOptions) {
    this.#options = options;
  }

  all(): readonly Project[] {
    return this.#options.read().all;
  }

  save({ createdAt, ...given }: Parameters<ProjectFacts['save']>[0], key?: string): Project {
    const now = this.#options.now();
    const project: Project = { ...given, createdAt: createdAt ?? now, updatedAt: now };
    this.#options.write({ type: 'project', project, ...(key === undefined ? {} : { key }) });
    return project;
  }

  madeWith(key: string): string | undefined {
    return this.#options.read().keys.get(key);
  }

  move(projectId: string, before: string | null): void {
    this.#options.write({ type: 'project-moved', projectId, before });
  }

  remove(projectId: string): void {
    this.#options.write({ type: 'project-removed', projectId });
  }

  of(id: string): string | null {
    return this.#options.read().of(id) ?? null;
  }

  membersOf(projectId: string): readonly string[] {
    return this.#options.read().membersOf(projectId);
  }

  assign(id: string, projectId: string | null): void {
    this.#options.write({ type: 'project-of', id, projectId });
  }
}
