import { isExportError } from '@weaviate-export/entities-export';
import { FilesystemBackend } from './backend.ts';

/**
 * A process of its own that writes one file: `node writer.fixture.ts ROOT KEY BYTES END`. END is `close`, or `wait` to
 * stay in the middle of the sink until it is killed. Says `written`, `closed` or the code of the error.
 */
const [root = '', key = '', bytes = '0', end = 'close'] = process.argv.slice(2);

try {
  const signal = new AbortController().signal;
  await using sink = await new FilesystemBackend(root).openSink({ key }, { signal });
  await sink.write(Buffer.alloc(Number(bytes), 'x'));
  process.stdout.write('written\n');
  if (end === 'wait') await new Promise((resolve) => process.stdin.once('data', resolve));
  await sink.close();
  process.stdout.write('closed\n');
} catch (error) {
  process.stdout.write(`${isExportError(error) ? error.code : String(error)}\n`);
}
