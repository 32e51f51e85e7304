import { type Backend, type UploadTicket } from '@weaviate-export/usecases-export';
import { seededBytes } from './backend-fixture.ts';

/**
 * A process that takes part in an upload: puts the parts that its argument names and prints their receipts, as JSON.
 * It shares nothing with the process that began the upload but the ticket.
 */
export interface PartOrder {
  /** URL of a module that exports `openBackend(): Promise<Backend>`. */
  readonly module: string;
  readonly ticket: UploadTicket;
  readonly parts: readonly PartOfOrder[];
}

/** A part, and how to make its bytes. */
export interface PartOfOrder {
  readonly number: number;
  readonly bytes: number;
  readonly seed: number;
}

const { module, ticket, parts } = JSON.parse(process.argv[2] ?? '') as PartOrder;
const { openBackend } = (await import(module)) as { openBackend: () => Promise<Backend> };
const upload = (await openBackend()).openUpload?.(ticket);
if (upload === undefined) throw new Error('the backend has no uploads that can be shared');
const { signal } = new AbortController();
const receipts = await Promise.all(
  parts.map(({ number, bytes, seed }) => upload.put(number, seededBytes(bytes, seed), signal)),
);
process.stdout.write(JSON.stringify(receipts));
