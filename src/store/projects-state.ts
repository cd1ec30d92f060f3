import type { Project } from '../core/ports/facts.js';

/** One change of projects. */
export type ProjectFact =
  | { readonly type: 'project'; readonly project: Project; readonly key?: string | undefined }
  | { readonly type: 'project-moved'; readonly projectId: string; readonly before: string | null }
  | { readonly type: 'project-removed'; readonly projectId: string }
  /** The conversation belongs to the project. */
  | { readonly type: 'project-of'; readonly id: string; readonly projectId: string | null };

/** The projects of a user, rebuilt from the changes. */
export class ProjectsState {
  /** In the order of the user. */
  #projects: Project[] = [];
  /** The keys with which projects were made, with their ids; those of removed projects too. */
  readonly keys = new Map<string, string>();
  /** By conversation. */
  readonly #of = new Map<string, string>();

  get all(): readonly Project[] {
    return this.#projects;
  }

  of(id: string): string | undefined {
    return this.#of.get(id);
  }

  membersOf(projectId: string): string[] {
    return [...this.#of].flatMap(([id, of]) => (of === projectId ? [id] : []));
  }

  forget(id: string): void {
    this.#of.delete(id);
  }

  apply(fact: ProjectFact): void {
    switch (fact.type) {
      case 'project': {
        const { project, key } = fact;
        if (key !== undefined) this.keys.set(key, project.id);
        const place = this.#projects.findIndex(({ id }) => id === project.id);
        if (place < 0) this.#projects.push(project);
        else this.#projects[place] = project;
        break;
      }
      case 'project-moved': {
        const project = this.#projects.find(({ id }) => id === fact.projectId);
        if (!project) break;
        const others = this.#projects.filter((one) => one !== project);
        const place = others.findIndex(({ id }) => id === fact.before);
        others.splice(place < 0 ? others.length : place, 0, project);
        this.#projects = others;
        break;
      }
      case 'project-removed':
        this.#projects = this.#projects.filter(({ id }) => id !== fact.projectId);
        for (const id of this.membersOf(fact.projectId)) this.#of.delete(id);
        break;
      case 'project-of':
        if (fact.projectId === null) this.#of.delete(fact.id);
        else if (this.#projects.some(({ id }) => id === fact.projectId)) this.#of.set(fact.id, fact.projectId);
    }
  }
}
