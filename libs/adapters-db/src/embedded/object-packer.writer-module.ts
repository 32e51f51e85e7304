import { ExportError, type ExportObject, isExportError } from '@weaviate-export/entities-export';
import {
  type ObjectWriter,
  type OpenObjectWriter,
  type RefusedObject,
  type WriterStep,
} from '@weaviate-export/usecases-export';
import { encodeObject } from './object-value.ts';
import { uuidBytes } from './object-key.ts';
import { ObjectPack } from './packed-objects.ts';

/** What one transaction writes: two or three milliseconds of the thread that may write, whichever comes first. */
const OBJECTS_A_BATCH = 256;
const BYTES_A_BATCH = 1024 * 1024;

const TEXT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Encodes objects as the store keeps them, in a worker thread. LMDB has one writer, which is the main thread's, and a snapshot
 * holds it still: so a worker writes nothing, and leaves the main thread little more than the copying.
 */
export const openObjectWriter: OpenObjectWriter = () => ({ write: packed, [Symbol.dispose]() {} });

const packed: ObjectWriter['write'] = function* (shard, objects): Generator<WriterStep> {
  const pack = new ObjectPack();
  const refused: RefusedObject[] = [];
  for (const object of objects) {
    try {
      assertProperties(shard.class, object);
      pack.add(uuidBytes(object.id), encodeObject(shard.class, object));
    } catch (error) {
      if (!isExportError(error)) throw error;
      refused.push({ id: object.id, reason: error.message });
    }
    if (pack.objects >= OBJECTS_A_BATCH || pack.bytes >= BYTES_A_BATCH) yield stepOf(pack);
  }
  if (pack.objects > 0) yield stepOf(pack);
  if (refused.length > 0) yield { result: { written: 0, skipped: 0, refused } };
};

function stepOf(pack: ObjectPack): WriterStep {
  const batch = pack.take();
  return { batch, transfer: [batch.ids.buffer, batch.spans.buffer, batch.values.buffer] };
}

/**
 * Who reads the store takes them for a JSON object, and files of others may hold anything.
 * @throws ExportError OBJECT_INVALID
 */
function assertProperties(className: string, { id, properties }: ExportObject): void {
  if (properties === null) return;
  const fail = (problem: string, cause?: unknown): never => {
    throw new ExportError('OBJECT_INVALID', [className, id, `its properties are ${problem}`], { cause });
  };
  let value: unknown;
  try {
    value = JSON.parse(typeof properties === 'string' ? properties : TEXT.decode(properties));
  } catch (cause) {
    return fail(`no JSON: ${(cause as Error).message}`, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail('no JSON object');
}
