'use strict';

const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const path = require('node:path');
const { systemClock } = require('../shared/backoff.js');

/*
 * How the kubelet updates a mounted Secret or ConfigMap:
 *
 *   /etc/payments/secrets/..2026_11_24_09_30_00.123/database/password   the content, never written to again
 *   /etc/payments/secrets/..data     -> ..2026_11_24_09_30_00.123
 *   /etc/payments/secrets/database   -> ..data/database
 *
 * A change creates a new folder beside the old one, renames a new link over `..data`, and removes the old folder. So
 *  - a watch on the file itself is lost with the first change: watch the folder, where `..data` is replaced;
 *  - all files of the volume change in one instant, but two opens by path can fall on either side of it: read all of
 *    them below one target of `..data`;
 *  - a subPath mount is bound to the old file for the life of the container, and never changes.
 */
const DATA_LINK = '..data';
const ATTEMPTS = 5;

/**
 * The files of one generation. Its version is the directory from which they were read, which the kubelet names by the
 * time at which it wrote them: it tells generations apart and is not made of the contents. A hash of them would let
 * anyone who sees it test guesses of a password.
 */
class Snapshot {
  /** @type {Map<string, Buffer>} */
  #contents;

  /**
   * @param {Map<string, Buffer>} contents
   * @param {string} version
   */
  constructor(contents, version) {
    this.#contents = contents;
    this.version = version;
  }

  /**
   * Lists the files that differ from those of another generation, and those that only one of the two has.
   *
   * @param {Snapshot} other
   * @returns {string[]}
   */
  changedSince(other) {
    return [...new Set([...this.#contents.keys(), ...other.#contents.keys()])].filter((name) => {
      const [one, two] = [this.#contents.get(name), other.#contents.get(name)];
      return one === undefined || two === undefined || !one.equals(two);
    });
  }

  /**
   * Tells whether there is an optional file.
   *
   * @param {string} name
   */
  has(name) {
    return this.#contents.has(name);
  }

  /**
   * One file as text, without the line break that `echo` and editors leave at its end.
   *
   * @param {string} name
   */
  text(name) {
    const content = this.#contents.get(name);
    if (content === undefined) throw new Error(`${name} is not one of the requested files`);
    return content.toString('utf8').replace(/\r?\n$/, '');
  }
}

/**
 * @typedef {object} MountedFilesOptions
 * @property {string} folder mount path of the volume
 * @property {string[]} files paths below it
 * @property {string[]} [optional] paths that are read where they exist
 * @property {number} [pollMs] how often to look without being told: inotify can be exhausted, and some file systems
 * have none
 * @property {number} [settleMs] how long to wait after a notice: one swap gives several
 * @property {import('../shared/backoff.js').Clock} [clock]
 * @property {(folder: string, notice: () => void) => { close(): void, on(event: 'error', listener: (error: Error) =>
 * void): unknown }} [watch]
 */

/**
 * Reads the files of a mounted volume, all of one generation, and says when there is another one.
 *
 * Emits `change` with a `Snapshot` and the one before, and `problem` with an error that leaves the last snapshot in use.
 */
class MountedFiles extends EventEmitter {
  /** @param {MountedFilesOptions} options */
  constructor({ folder, files, optional = [], pollMs = 10_000, settleMs = 50, clock = systemClock, watch = watchFolder }) {
    super();
    this.folder = folder;
    this.files = files;
    this.optional = optional;
    this.pollMs = pollMs;
    this.settleMs = settleMs;
    this.clock = clock;
    this.watch = watch;
    /** @type {string | undefined} */
    this.target = undefined;
    /** @type {Snapshot | undefined} */
    this.latest = undefined;
    this.reads = 0;
  }

  /**
   * Reads the files and starts to look for changes.
   *
   * @returns {Snapshot}
   */
  start() {
    const snapshot = this.#read();
    this.latest = snapshot;
    try {
      this.watcher = this.watch(this.folder, () => this.#notice());
      this.watcher.on('error', (error) => this.emit('problem', error));
    } catch (error) {
      // Polling alone is slower, and as good.
      this.emit('problem', error);
    }
    this.#poll();
    return snapshot;
  }

  stop() {
    this.watcher?.close();
    this.clock.clearTimeout(this.settling);
    this.clock.clearTimeout(this.polling);
  }

  #notice() {
    this.clock.clearTimeout(this.settling);
    this.settling = this.clock.setTimeout(() => this.#check(), this.settleMs);
  }

  #poll() {
    this.polling = this.clock.setTimeout(() => {
      this.#check();
      this.#poll();
    }, this.pollMs);
  }

  #check() {
    try {
      // The link alone tells, and costs one system call. Files without it, outside of a cluster, have to be read.
      const target = readTarget(this.folder);
      if (target !== undefined && target === this.target) return;
      const snapshot = this.#read();
      const before = this.latest;
      if (before !== undefined && snapshot.changedSince(before).length === 0) return;
      this.latest = snapshot;
      this.emit('change', snapshot, before);
    } catch (error) {
      this.emit('problem', error);
    }
  }

  #read() {
    for (let attempt = 1; ; attempt += 1) {
      const target = readTarget(this.folder);
      try {
        const root = path.join(this.folder, target ?? '');
        const present = this.optional.filter((file) => fs.existsSync(path.join(root, file)));
        const contents = new Map([...this.files, ...present]
          .map((file) => [file, fs.readFileSync(path.join(root, file))]));
        if (readTarget(this.folder) === target) {
          this.target = target;
          this.reads += 1;
          // Outside of a cluster there is no link: the reads are counted.
          return new Snapshot(contents, target ?? `read-${this.reads}`);
        }
      } catch (error) {
        // The folder was removed below us by a swap, which the link shows; a file that is missing for good is an error.
        if (readTarget(this.folder) === target) throw error;
      }
      if (attempt === ATTEMPTS) throw new Error(`${this.folder} changed ${ATTEMPTS} times while it was read`);
    }
  }
}

/**
 * @param {string} folder
 * @returns {string | undefined}
 */
function readTarget(folder) {
  try {
    return fs.readlinkSync(path.join(folder, DATA_LINK));
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} folder
 * @param {() => void} notice
 */
function watchFolder(folder, notice) {
  return fs.watch(folder, { persistent: false }, notice);
}

module.exports = { MountedFiles, Snapshot };
