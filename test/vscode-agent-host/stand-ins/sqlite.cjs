// Stands in for VS Code's module for SQLite, which would have to be compiled: the same calls over the SQLite of Node.
const { DatabaseSync } = require('node:sqlite');

class Database {
  #database;

  constructor(file, ...rest) {
    this.#call(rest, () => {
      this.#database = new DatabaseSync(file);
    });
  }

  exec(...args) {
    return this.#call(args, (sql) => this.#database.exec(sql));
  }

  run(...args) {
    const told = {};
    return this.#call(
      args,
      (sql, ...values) => {
        const { changes, lastInsertRowid } = this.#database.prepare(sql).run(...bound(values));
        Object.assign(told, { changes: Number(changes), lastID: Number(lastInsertRowid) });
      },
      told,
    );
  }

  get(...args) {
    return this.#call(args, (sql, ...values) => this.#database.prepare(sql).get(...bound(values)));
  }

  all(...args) {
    return this.#call(args, (sql, ...values) => this.#database.prepare(sql).all(...bound(values)));
  }

  close(...args) {
    return this.#call(args, () => this.#database.close());
  }

  serialize(work) {
    work?.();
  }

  on() {
    return this;
  }

  /** Does the work at once, and tells the outcome to the callback, which comes last, a little later. */
  #call(args, work, told = this) {
    const callback = typeof args.at(-1) === 'function' ? args.pop() : () => {};
    let [error, result] = [null, undefined];
    try {
      result = work(...args);
    } catch (thrown) {
      error = thrown;
    }
    queueMicrotask(() => callback.call(told, error, result));
    return this;
  }
}

/** The values of a statement: one list, or one after the other. */
function bound(values) {
  const list = Array.isArray(values[0]) ? values[0] : values;
  return list.map((value) => (typeof value === 'boolean' ? Number(value) : (value ?? null)));
}

exports.Database = Database;
