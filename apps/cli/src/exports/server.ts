import type { Environment } from '@weaviate-export/configuration';
import { type ExportStatus, isFinished, type Json, writableJson } from '@weaviate-export/entities-export';
import { type RestClient, RestError } from '@weaviate-export/rest-client';
import { progressOf, type ExportRequest, type ListedExport } from '@weaviate-export/usecases-export';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Destination } from '../place.ts';
import { serverClient } from '../server-client.ts';

/** Exports of a page: as many as a server gives. */
const PAGE = 1_000;

/**
 * The exports of a running server: one of this project, or a Weaviate (1.37 and later), whose API tells less and takes no
 * wishes of how files are made.
 */
export class ExportServer {
  readonly url: string;
  readonly #client: RestClient;

  /**
   * @param environment has the credentials, which are those of a Weaviate
   * @throws ExportError FIELD_INVALID
   */
  constructor(url: string, environment: Environment) {
    this.url = url;
    this.#client = serverClient(url, environment);
  }

  /**
   * Starts an export.
   * @throws RestError, or Failure where a Weaviate would pass over what is wished for
   */
  async start(
    { backend, ...place }: Destination,
    request: ExportRequest,
    signal: AbortSignal,
  ): Promise<ExportStatus> {
    const config = { ...request.config, ...place };
    const isPlain = Object.keys(config).length === 0;
    if (!isPlain && !(await this.#isOurs(backend, signal))) {
      const wishes = Object.keys(config).join(', ');
      const problem = `${this.url} is a Weaviate, which has defaults alone for ${wishes}: leave them out, or have this program read it: weaviate-export export ${this.url} TARGET`;
      throw new Failure(EXIT.wrongArguments, problem);
    }
    const { config: _config, ...plain } = { file_format: 'parquet', ...request };
    // Integers of filters stay what they are.
    const written = writableJson({ ...plain, ...(!isPlain && { config }) } as unknown as Json<bigint>);
    const body = written as unknown as Parameters<RestClient['export']>[1];
    // Waited for also where it is to be canceled.
    return whole(await this.#client.export(backend, body));
  }

  /**
   * The exports on a backend, the last started first; those of one bucket and path where these are given.
   * @throws RestError, or Failure of a Weaviate, which has no list
   */
  async list({ backend, bucket, path }: Destination, signal: AbortSignal): Promise<ListedExport[]> {
    if (!(await this.#isOurs(backend, signal))) {
      const problem = `${this.url} is a Weaviate, which keeps no list of its exports: weaviate-export list PLACE shows those that lie at a place`;
      throw new Failure(EXIT.wrongArguments, problem);
    }
    const found: ListedExport[] = [];
    for (let after: string | undefined, isLast = false; !isLast;) {
      const query = { limit: PAGE, ...(after !== undefined && { after }) };
      const page = (await this.#client.list(backend, query, { signal })).map(whole);
      for (const status of page) {
        if (liesAt(status, bucket, path)) found.push({ id: status.id, path: status.path, status });
      }
      isLast = page.length < PAGE;
      after = page.at(-1)?.path;
    }
    return found;
  }

  async status({ backend, ...place }: Destination, id: string, signal: AbortSignal): Promise<ExportStatus> {
    return whole(await this.#client.status(backend, id, place, { signal }));
  }

  /** Resolves once it is cleaned up. */
  async cancel({ backend, ...place }: Destination, id: string): Promise<void> {
    await this.#client.cancel(backend, id, place);
  }

  /** Waits for an export to end, however it does, also where the server is away for half a minute. */
  async finished(
    { backend, ...place }: Destination,
    id: string,
    onStatus: (status: ExportStatus) => void,
    signal?: AbortSignal,
  ): Promise<ExportStatus> {
    const options = { signal, onStatus: (status: ServerStatus) => onStatus(whole(status)) };
    return whole(await this.#client.finished(backend, id, place, options));
  }

  /** A Weaviate has no list: it answers 405. */
  async #isOurs(backend: Destination['backend'], signal: AbortSignal): Promise<boolean> {
    try {
      await this.#client.list(backend, { limit: 1 }, { signal });
      return true;
    } catch (error) {
      if (error instanceof RestError && error.httpStatus === 405) return false;
      throw error;
    }
  }
}

/** An address says where by its end, whatever the backend: the bucket where it has one, path and id. */
function liesAt(
  { id, path: address }: ExportStatus,
  bucket: string | undefined,
  path: string | undefined,
): boolean {
  const above = address.slice(0, -id.length - 1);
  if (path === undefined) return bucket === undefined || `${above}/`.includes(`/${bucket}/`);
  return above.endsWith(`/${bucket === undefined ? path : `${bucket}/${path}`}`);
}

type ServerStatus = Awaited<ReturnType<RestClient['status']>>;

/** What a Weaviate leaves out of a status is put together of the rest; an end that has not come is of the year 1 there. */
function whole(answer: ServerStatus): ExportStatus {
  const told = answer as Partial<ExportStatus> & Pick<ExportStatus, 'status'>;
  const { completedAt, classes = [], shardStatus = {}, ...rest } = told;
  const known = { id: '', backend: '', path: '', startedAt: '', ...rest, classes, shardStatus };
  return {
    ...known,
    ...(completedAt !== undefined && isFinished(told.status) && { completedAt }),
    progress: known.progress ?? progressOf(told.status, classes, shardStatus),
  };
}
