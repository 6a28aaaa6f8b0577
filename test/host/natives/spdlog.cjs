// In place of a native add-on that writes log files, from which VS Code shows output channels.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #level = 0;
  #format = (level, message) =>
    `${new Date().toISOString().replace('T', ' ').replace('Z', '')} [${level}] ${message}\n`;

  constructor(file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    for (const [number, level] of LEVELS.entries()) {
      this[level] = (message) => {
        if (number >= this.#level) appendFileSync(this.#file, this.#format(level, message));
      };
    }
  }

  setLevel(level) {
    this.#level = level;
  }

  clearFormatters() {
    this.#format = (_, message) => message;
  }

  setPattern() {}
  flush() {}
  drop() {}
}

exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (_, file) => new Logger(file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
