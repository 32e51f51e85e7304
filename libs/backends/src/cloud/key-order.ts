import { type FileEntry } from '@weaviate-export/usecases-export';
import { Buffer } from 'node:buffer';

/** From the first of the code units by which UTF-16 puts characters in another order than UTF-8. */
const PART_OF_PAIR_OR_ABOVE = /[\ud800-\uffff]/;

/**
 * Files in order of the UTF-8 of their keys, from files in order of their UTF-16 (or already of UTF-8). Only keys with
 * such characters can be out of place, and only among their neighbours of that kind: no others are held back.
 */
export async function* inKeyOrder(files: AsyncIterable<FileEntry>): AsyncGenerator<FileEntry> {
  let heldBack: FileEntry[] = [];
  for await (const file of files) {
    if (PART_OF_PAIR_OR_ABOVE.test(file.key)) heldBack.push(file);
    else {
      yield* sorted(heldBack);
      heldBack = [];
      yield file;
    }
  }
  yield* sorted(heldBack);
}

function sorted(files: readonly FileEntry[]): FileEntry[] {
  return files.toSorted((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}
