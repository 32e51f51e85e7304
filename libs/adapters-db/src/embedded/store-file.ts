import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ExportError, isExportError } from '@weaviate-export/entities-export';

/** LMDB's name for the file of a store. */
export const DATA_FILE = 'data.mdb';

/*
 * The layout is that of lmdb's own fork of LMDB, in node_modules/lmdb/dependencies/lmdb/libraries/liblmdb/mdb.c:
 * MDB_page_header, MDB_meta, MDB_db and MDB_node, in the machine's order of bytes. The first two pages are metas, which
 * transactions write in turn; in the middle of the first page is the meta of what was last flushed, once there is one.
 */
const PAGE_HEADER_BYTES = 24;
const META_BYTES = 144;
const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
const NODE_HEADER_BYTES = 8;
/** CURSOR_STACK: LMDB walks no deeper tree. */
const DEEPEST = 32;
/** Pages of trees looked at, at most: some 50 ms, where a store may have millions of them. */
const MOST_PAGES = 4_096;
/** P_BRANCH, P_LEAF and P_OVERFLOW of a page, F_BIGDATA and F_SUBDATA of a node. */
const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
const BIG_DATA = 1;
const SUB_DATABASE = 2;
/** Where MDB_db has the page number of its root, and its length. */
const ROOT_OFFSET = 40;
const DATABASE_BYTES = 48;
/** The root of a tree without pages: (pgno_t)-1, as a number. */
const NO_PAGE = 2 ** 64;

/** Results of LMDB (lmdb.h) that tell of a file that is not as LMDB left it: MDB_PAGE_NOTFOUND to MDB_INVALID. */
const DAMAGE_CODES = [-30797, -30796, -30795, -30794, -30793];

/**
 * Looks at the file of a store before LMDB maps it, which ends the process by a signal where the file is cut short or
 * not a store. A process that opens it in our place costs each start 80 ms of processor time, and misses a file that is
 * cut to half unless it reads all keys, which grows with the store; this costs 0.4 ms.
 *
 * Checks what LMDB reads at once, the metas and the roots of all databases; only where the file is shorter
 * than the pages that it has had, which is sound if the last ones are free, also pages below, up to a number: where half
 * of a file is missing some of them lie there, while one that lacks a page or two may pass. A file that is absent or empty
 * is sound: LMDB makes a store of it. Nobody may write to the file meanwhile.
 * @throws ExportError STORE_DAMAGED, or an Error of the system
 */
export function checkStoreFile(folder: string): void {
  if (!isStoreFile(folder)) return;
  const path = join(folder, DATA_FILE);
  const file = openSync(path, 'r');
  try {
    new StoreFile(file, path).check();
  } finally {
    closeSync(file);
  }
}

/** False where there is no file, or an empty one: then there is no store yet. */
export function isStoreFile(folder: string): boolean {
  return (statSync(join(folder, DATA_FILE), { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** The error as STORE_DAMAGED, where it is LMDB's for a file that it cannot read. */
export function storeError(error: unknown, folder: string): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (!DAMAGE_CODES.includes(code as number)) return error;
  return new ExportError('STORE_DAMAGED', [join(folder, DATA_FILE), String(message)], { cause: error });
}

interface Meta {
  readonly pageBytes: number;
  readonly pages: number;
  readonly transaction: number;
  /** Of the free pages and of the databases. */
  readonly roots: readonly number[];
}

class StoreFile {
  readonly #file: number;
  readonly #path: string;
  readonly #size: number;
  #pageBytes = 0;
  #pagesRead = 0;

  constructor(file: number, path: string) {
    this.#file = file;
    this.#path = path;
    this.#size = fstatSync(file).size;
  }

  check(): void {
    let problem: unknown;
    for (const { pages, roots } of this.#readMetas()) {
      this.#pagesRead = 0;
      try {
        for (const root of roots) this.#checkTree(root, pages * this.#pageBytes > this.#size);
        return;
      } catch (error) {
        if (!isExportError(error)) throw error;
        problem ??= error;
      }
    }
    throw problem;
  }

  /** The newest first. Any of them may be the one that LMDB takes: after a loss of power it goes back to the last flush. */
  #readMetas(): Meta[] {
    const first = this.#readMeta(0);
    this.#pageBytes = first.pageBytes;
    const metas = [first, this.#readMeta(first.pageBytes)];
    const flushed = first.pageBytes / 2;
    if (this.#read(flushed + PAGE_HEADER_BYTES, 4).readUInt32LE(0) === MAGIC)
      metas.push(this.#readMeta(flushed));
    return metas.sort((a, b) => b.transaction - a.transaction);
  }

  #readMeta(offset: number): Meta {
    const bytes = this.#read(offset, PAGE_HEADER_BYTES + META_BYTES).subarray(PAGE_HEADER_BYTES);
    const pageBytes = bytes.readUInt32LE(24);
    if (bytes.readUInt32LE(0) !== MAGIC || pageBytes === 0) throw this.#damage('it is not a file of LMDB');
    // The upper half is lmdb's own.
    const version = bytes.readUInt16LE(4);
    if (version !== DATA_VERSION)
      throw this.#damage(`it is of version ${version} of LMDB's files, not ${DATA_VERSION}`);
    return {
      pageBytes,
      roots: [24, 24 + DATABASE_BYTES].map((database) => readNumber(bytes, database + ROOT_OFFSET)),
      pages: readNumber(bytes, 120) + 1,
      transaction: readNumber(bytes, 128),
    };
  }

  /** Looks at the pages of a tree: `deep` at all, up to their number, else at its root and those of the databases in it. */
  #checkTree(root: number, deep: boolean, depth = 0): void {
    if (root === NO_PAGE) return;
    if (depth > DEEPEST) throw this.#damage(`page ${root} is below itself`);
    const page = this.#readPage(root, BRANCH | LEAF);
    const isLeaf = (page.readUInt16LE(18) & LEAF) !== 0;
    // An offset of a node counts from the end of the page's header.
    const content = page.subarray(PAGE_HEADER_BYTES);
    const offsetBytes = page.readUInt16LE(20);
    if (offsetBytes > content.length) throw this.#otherPage(root);
    // From the end: what came last lies last in the file, as a rule.
    for (let index = offsetBytes - 2; index >= 0 && this.#pagesRead < MOST_PAGES; index -= 2) {
      const node = content.subarray(content.readUInt16LE(index));
      if (node.length < NODE_HEADER_BYTES) throw this.#otherPage(root);
      if (isLeaf) this.#checkData(node, deep, depth + 1);
      else if (deep) this.#checkTree(node.readUIntLE(0, 6), deep, depth + 1);
    }
  }

  #checkData(node: Buffer, deep: boolean, depth: number): void {
    const flags = node.readUInt16LE(4);
    const data = node.subarray(NODE_HEADER_BYTES + node.readUInt16LE(6));
    if ((flags & SUB_DATABASE) !== 0 && data.length >= DATABASE_BYTES)
      this.#checkTree(readNumber(data, ROOT_OFFSET), deep, depth);
    if (deep && (flags & BIG_DATA) !== 0 && data.length >= 8) {
      const first = readNumber(data, 0);
      this.#requireBytes((first + this.#readPage(first, OVERFLOW).readUInt32LE(20)) * this.#pageBytes);
    }
  }

  /** The page, which has to know its own number, and to be of one of the kinds. */
  #readPage(number: number, kinds: number): Buffer {
    this.#pagesRead += 1;
    const page = this.#read(number * this.#pageBytes, this.#pageBytes);
    if (readNumber(page, 0) === number && (page.readUInt16LE(18) & kinds) !== 0) return page;
    throw this.#otherPage(number);
  }

  #read(offset: number, length: number): Buffer {
    this.#requireBytes(offset + length);
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, offset);
    return bytes;
  }

  #requireBytes(end: number): void {
    if (end > this.#size)
      throw this.#damage(`it is cut short: it has ${this.#size} of at least ${end} bytes`);
  }

  #otherPage(number: number): ExportError {
    return this.#damage(`page ${number} does not hold what it should`);
  }

  #damage(problem: string): ExportError {
    return new ExportError('STORE_DAMAGED', [this.#path, problem]);
  }
}

/** Of 64 bits: exact below 2^53, where all pages of a file lie. */
function readNumber(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64LE(offset));
}
