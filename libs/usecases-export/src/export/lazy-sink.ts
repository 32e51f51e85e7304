import type { ByteWriter } from '@weaviate-export/format';
import type { Sink } from '../ports/backend.ts';

/** The sink of a file that may come to nothing: it is opened for the first bytes. Left before it is closed, there is no file. */
export class LazySink implements ByteWriter, AsyncDisposable {
  readonly #open: () => Promise<Sink>;
  #sink: Promise<Sink> | undefined;

  constructor(open: () => Promise<Sink>) {
    this.#open = open;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#sink ??= this.#open();
    await (await this.#sink).write(bytes);
  }

  /** To be called once something has been written. */
  async close(): Promise<void> {
    await (await this.#sink!).close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that could not be opened has told so when it was written to.
    const sink = await this.#sink?.catch(() => undefined);
    await sink?.[Symbol.asyncDispose]();
  }
}
