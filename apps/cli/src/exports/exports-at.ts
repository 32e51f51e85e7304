import type { Environment } from '@weaviate-export/configuration';
import { isExportError } from '@weaviate-export/entities-export';
import { StoredExports, type ListedExport } from '@weaviate-export/usecases-export';
import { backendsOf } from '../backends.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { addressOf, destinationOf, type Place } from '../place.ts';
import type { Exports, ShownExport } from './exports.ts';

/** The exports that lie at a place, by what lies there alone. */
export async function exportsAt(place: Place, environment: Environment): Promise<Exports> {
  await using cleanUp = new AsyncDisposableStack();
  const backends = cleanUp.use(backendsOf(place, environment));
  const backend = await backends.backend(place.backend);
  const { bucket, path = '' } = destinationOf(place);
  const at = bucket === undefined ? {} : { bucket };
  const stored = new StoredExports(backend, { backend: place.backend, ...at, path });
  const address = addressOf(place);
  const held = cleanUp.move();

  const list = async (signal: AbortSignal): Promise<ListedExport[]> => {
    const found = await stored.list(signal);
    if (found.length > 0 || !(await stored.isExport(signal))) return found;
    const problem = `${address} is an export itself: weaviate-export show ${address}`;
    throw new Failure(EXIT.wrongArguments, problem);
  };
  const show = async (id: string, signal: AbortSignal): Promise<ShownExport> => {
    try {
      const [status, manifest] = await Promise.all([stored.status(id, signal), stored.manifest(id, signal)]);
      return { status, manifest };
    } catch (cause) {
      if (!isExportError(cause, 'EXPORT_NOT_FOUND')) throw cause;
      const others = `weaviate-export list ${address} shows those that do`;
      throw new Failure(EXIT.wrongArguments, `no export ${id} lies at ${address}: ${others}`, { cause });
    }
  };
  return { address, list, show, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
