import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
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
const SMALLEST_PAGE_BYTES = 256;
const LARGEST_PAGE_BYTES = 65_536;
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
/** The root of a tree without pages: (pgno_t)-1. */
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/** Results of LMDB (lmdb.h) that tell of a file that is not as LMDB left it: MDB_PAGE_NOTFOUND to MDB_INVALID. */
const DAMAGE_CODES = [-30797, -30796, -30795, -30794, -30793];

/**
 * Looks at the file of a store before LMDB maps it, which ends the process by a signal where the file is cut short or
 * not a store. Checks what LMDB reads at once, the metas and the roots of all databases; only where the file is shorter
 * than the pages that it has had, which is sound if the last ones are free, also pages below, up to a number: where half
 * of a file is missing some of them lie there, while one that lacks a page or two may pass. A file that is absent or empty
 * is sound: LMDB makes a store of it. Nobody may write to the file meanwhile.
 * @throws ExportError STORE_DAMAGED, or an Error of the system
 */
export function checkStoreFile(folder: string): void {
  let file: number;
  try {
    file = openSync(join(folder, DATA_FILE), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    if (size > 0) new StoreFile(file, size, folder).check();
  } finally {
    closeSync(file);
  }
}

/** The error as STORE_DAMAGED, where it is LMDB's for a file that it cannot read. */
export function storeError(error: unknown, folder: string): unknown {
  const { code, message } = error as { code?: unknown; message?: string };
  if (!DAMAGE_CODES.includes(code as number)) return error;
  return new ExportError('STORE_DAMAGED', [join(folder, DATA_FILE), String(message)], { cause: error });
}

interface Meta {
  readonly pageBytes: number;
  readonly lastPage: bigint;
  readonly transaction: bigint;
  /** Of the free pages and of the databases. */
  readonly roots: readonly bigint[];
}

class StoreFile {
  readonly #file: number;
  readonly #size: number;
  readonly #folder: string;
  #pageBytes = 0;
  #pages = 0;

  constructor(file: number, size: number, folder: string) {
    this.#file = file;
    this.#size = size;
    this.#folder = folder;
  }

  check(): void {
    const problems: unknown[] = [];
    for (const meta of this.#readMetas()) {
      this.#pages = 0;
      try {
        const isShort = (meta.lastPage + 1n) * BigInt(this.#pageBytes) > BigInt(this.#size);
        for (const root of meta.roots) this.#checkTree(root, isShort);
        return;
      } catch (error) {
        if (!isExportError(error)) throw error;
        problems.push(error);
      }
    }
    throw problems[0];
  }

  /** The newest first. Any of them may be the one that LMDB takes: after a loss of power it goes back to the last flush. */
  #readMetas(): Meta[] {
    const first = this.#readMeta(0);
    this.#pageBytes = first.pageBytes;
    const metas = [first, this.#readMeta(first.pageBytes)];
    const flushed = first.pageBytes / 2;
    if (this.#read(flushed + PAGE_HEADER_BYTES, 4).readUInt32LE(0) === MAGIC)
      metas.push(this.#readMeta(flushed));
    return metas.sort((a, b) => Number(b.transaction - a.transaction));
  }

  #readMeta(offset: number): Meta {
    const bytes = this.#read(offset, PAGE_HEADER_BYTES + META_BYTES).subarray(PAGE_HEADER_BYTES);
    if (bytes.readUInt32LE(0) !== MAGIC) throw this.#damage('it is not a file of LMDB');
    // The upper half is lmdb's own.
    const version = bytes.readUInt16LE(4);
    if (version !== DATA_VERSION)
      throw this.#damage(`it is of version ${version} of LMDB's files, not ${DATA_VERSION}`);
    const pageBytes = bytes.readUInt32LE(24);
    if (pageBytes < SMALLEST_PAGE_BYTES || pageBytes > LARGEST_PAGE_BYTES)
      throw this.#damage(`it has pages of ${pageBytes} bytes`);
    return {
      pageBytes,
      roots: [24, 24 + DATABASE_BYTES].map((database) => bytes.readBigUInt64LE(database + ROOT_OFFSET)),
      lastPage: bytes.readBigUInt64LE(120),
      transaction: bytes.readBigUInt64LE(128),
    };
  }

  /** Looks at the pages of a tree: `deep` at all, up to their number, else at its root and those of the databases in it. */
  #checkTree(root: bigint, deep: boolean, depth = 0): void {
    if (root === NO_PAGE) return;
    if (depth > DEEPEST) throw this.#damage(`page ${root} is below itself`);
    const page = this.#readPage(root, BRANCH | LEAF);
    const isLeaf = (page.readUInt16LE(18) & LEAF) !== 0;
    // An offset of a node counts from the end of the page's header.
    const content = page.subarray(PAGE_HEADER_BYTES);
    const offsetBytes = page.readUInt16LE(20);
    if (offsetBytes > content.length) throw this.#damage(`page ${root} does not hold what it should`);
    // From the end: what came last lies last in the file, as a rule.
    for (let index = offsetBytes - 2; index >= 0; index -= 2) {
      if (this.#pages >= MOST_PAGES) return;
      const offset = content.readUInt16LE(index);
      if (offset + NODE_HEADER_BYTES > content.length)
        throw this.#damage(`page ${root} does not hold what it should`);
      this.#checkNode(content.subarray(offset), isLeaf, deep, depth + 1);
    }
  }

  #checkNode(node: Buffer, isLeaf: boolean, deep: boolean, depth: number): void {
    if (!isLeaf) {
      if (deep) this.#checkTree(BigInt(node.readUIntLE(0, 6)), deep, depth);
      return;
    }
    const flags = node.readUInt16LE(4);
    const data = node.subarray(NODE_HEADER_BYTES + node.readUInt16LE(6));
    if ((flags & SUB_DATABASE) !== 0 && data.length >= DATABASE_BYTES)
      this.#checkTree(data.readBigUInt64LE(ROOT_OFFSET), deep, depth);
    if (deep && (flags & BIG_DATA) !== 0 && data.length >= 8) {
      const first = data.readBigUInt64LE(0);
      const pages = this.#readPage(first, OVERFLOW).readUInt32LE(20);
      this.#requireBytes((first + BigInt(pages)) * BigInt(this.#pageBytes));
    }
  }

  /** The page, which has to know its own number, and to be of one of the kinds. */
  #readPage(number: bigint, kinds: number): Buffer {
    this.#pages += 1;
    this.#requireBytes((number + 1n) * BigInt(this.#pageBytes));
    const page = this.#read(Number(number) * this.#pageBytes, this.#pageBytes);
    if (page.readBigUInt64LE(0) !== number || (page.readUInt16LE(18) & kinds) === 0)
      throw this.#damage(`page ${number} does not hold what it should`);
    return page;
  }

  #read(offset: number, length: number): Buffer {
    this.#requireBytes(BigInt(offset + length));
    const bytes = Buffer.alloc(length);
    readSync(this.#file, bytes, 0, length, offset);
    return bytes;
  }

  #requireBytes(end: bigint): void {
    if (end > BigInt(this.#size))
      throw this.#damage(`it is cut short: it has ${this.#size} of at least ${end} bytes`);
  }

  #damage(problem: string): ExportError {
    return new ExportError('STORE_DAMAGED', [join(this.#folder, DATA_FILE), problem]);
  }
}
