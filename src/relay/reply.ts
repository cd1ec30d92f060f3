/** A promise that is settled from outside. Messages after the reply wait for the same promise, so that the client gets its reply first. */
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

  /** Settles with the result of the work. */
  follow(work: () => unknown): void {
    try {
      this.resolve(work());
    } catch (e) {
      this.reject(e);
    }
  }
}
