/** A promise that is settled from outside. What follows a reply waits for the same promise, so that it is told after the client has had its reply. */
export class Reply {
  resolve: (value: unknown) => void = () => {};
  reject: (error: unknown) => void = () => {};
  readonly promise = new Promise<unknown>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  /** Resolves after those who have waited for the promise before have been told. */
  get settled(): Promise<unknown> {
    return this.promise.catch(() => {});
  }

  /** Becomes what the work gives. */
  follow(work: () => unknown): void {
    try {
      this.resolve(work());
    } catch (e) {
      this.reject(e);
    }
  }
}
