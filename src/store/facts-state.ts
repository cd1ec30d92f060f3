import type { Attachment, Section } from '../core/ports/facts.js';
import type { RepositoryState } from '../domain/record.js';
import { type ProjectFact, ProjectsState } from './projects-state.js';

/** One change; all changes in order give the state. */
export type Fact =
  | { readonly type: 'git'; readonly id: string; readonly git: RepositoryState }
  | { readonly type: 'section'; readonly section: Section }
  | { readonly type: 'section-removed'; readonly sectionId: string }
  | {
      readonly type: 'moved';
      readonly id: string;
      readonly sectionId: string | null;
      readonly before: string | null;
      readonly at: number;
    }
  | { readonly type: 'attached'; readonly id: string; readonly attachment: Attachment }
  | { readonly type: 'detached'; readonly id: string; readonly attachmentType: string; readonly key: string }
  | ProjectFact
  | { readonly type: 'forgotten'; readonly id: string };

interface Member {
  readonly id: string;
  readonly enteredAt: number;
}

/** What clients have recorded about conversations, rebuilt from the changes. */
export class FactsState {
  readonly git = new Map<string, RepositoryState>();
  readonly sections = new Map<string, Section>();
  /** By conversation, oldest first. */
  readonly attachments = new Map<string, Attachment[]>();
  readonly projects = new ProjectsState();
  readonly #members = new Map<string, Member[]>();

  constructor(builtIn: readonly Section[]) {
    for (const section of builtIn) this.sections.set(section.id, section);
  }

  membersOf(sectionId: string): readonly Member[] {
    return this.#members.get(sectionId) ?? [];
  }

  sectionOf(id: string): { section: Section; enteredAt: number } | undefined {
    for (const [sectionId, members] of this.#members) {
      const member = members.find((one) => one.id === id);
      const section = this.sections.get(sectionId);
      if (member && section) return { section, enteredAt: member.enteredAt };
    }
    return undefined;
  }

  apply(fact: Fact): void {
    switch (fact.type) {
      case 'git':
        this.git.set(fact.id, fact.git);
        break;
      case 'section':
        this.sections.set(fact.section.id, fact.section);
        break;
      case 'section-removed':
        this.sections.delete(fact.sectionId);
        this.#members.delete(fact.sectionId);
        break;
      case 'moved':
        this.#move(fact);
        break;
      case 'attached':
        this.attachments.set(fact.id, [...(this.attachments.get(fact.id) ?? []), fact.attachment]);
        break;
      case 'detached': {
        const kept = this.attachments
          .get(fact.id)
          ?.filter(({ type, key }) => type !== fact.attachmentType || key !== fact.key);
        if (kept) this.attachments.set(fact.id, kept);
        break;
      }
      case 'project':
      case 'project-moved':
      case 'project-removed':
      case 'project-of':
        this.projects.apply(fact);
        break;
      case 'forgotten':
        this.projects.forget(fact.id);
        this.git.delete(fact.id);
        this.attachments.delete(fact.id);
        this.#leave(fact.id);
    }
  }

  #move({ id, sectionId, before, at }: Extract<Fact, { type: 'moved' }>): void {
    const enteredAt = this.membersOf(sectionId ?? '').find((member) => member.id === id)?.enteredAt ?? at;
    this.#leave(id);
    if (sectionId === null || !this.sections.has(sectionId)) return;
    const members = [...this.membersOf(sectionId)];
    const place = members.findIndex((member) => member.id === before);
    members.splice(place < 0 ? members.length : place, 0, { id, enteredAt });
    this.#members.set(sectionId, members);
  }

  #leave(id: string): void {
    for (const [sectionId, members] of this.#members)
      this.#members.set(
        sectionId,
        members.filter((member) => member.id !== id),
      );
  }
}
