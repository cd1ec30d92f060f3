import type { UserFolders } from './git-excludes.js';
import { Listing } from './listing.js';

/** Limits the memory. A single root may have this many files too. */
const MAX_FILES = 1_000_000;
const MAX_ROOTS = 32;

/** The roots that were searched last. */
export class Listings {
  readonly #user: UserFolders;
  /** The one that was used last comes last. */
  readonly #byRoot = new Map<string, Listing>();

  constructor(user: UserFolders) {
    this.#user = user;
  }

  of(root: string): Listing {
    const listing = this.#byRoot.get(root) ?? new Listing(root, this.#user);
    this.#byRoot.delete(root);
    this.#forgetOld();
    this.#byRoot.set(root, listing);
    return listing;
  }

  #forgetOld(): void {
    let files = [...this.#byRoot.values()].reduce((sum, listing) => sum + listing.files, 0);
    for (const [root, listing] of this.#byRoot) {
      if (files < MAX_FILES && this.#byRoot.size < MAX_ROOTS) return;
      this.#byRoot.delete(root);
      files -= listing.files;
    }
  }
}
