// Stands in for VS Code's module that writes logs, which would have to be compiled: each line goes to the file.
const fs = require('node:fs');
const path = require('node:path');

class Logger {
  #level = 2;
  #plain = false;
  constructor(file) {
    this.file = file;
  }
  #write(level, name, text) {
    if (level < this.#level) return;
    try {
      fs.appendFileSync(this.file, this.#plain ? text : `${new Date().toISOString()} [${name}] ${text}\n`);
    } catch {
      // The folder of the logs is gone when the test is over.
    }
  }
  trace = (text) => this.#write(0, 'trace', text);
  debug = (text) => this.#write(1, 'debug', text);
  info = (text) => this.#write(2, 'info', text);
  warn = (text) => this.#write(3, 'warning', text);
  error = (text) => this.#write(4, 'error', text);
  critical = (text) => this.#write(5, 'critical', text);
  getLevel = () => this.#level;
  setLevel(level) {
    this.#level = level;
  }
  clearFormatters() {
    this.#plain = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

async function open(_name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.closeSync(fs.openSync(file, 'a'));
  return new Logger(file);
}

// VS Code imports these by name, so each is exported by a line of its own.
exports.version = 1;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = open;
exports.createAsyncRotatingLogger = open;
