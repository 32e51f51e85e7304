import { join } from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { tellStory } from './story.ts';

const ROOT = join(import.meta.dirname, '../../..');
const OUTPUT = 'demo-output';
/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;

const HELP = `Shows the whole path once: starts the server with an embedded store, loads the sample data over HTTP,
exports it to Parquet, reads the files back with DuckDB and compares every row with what was loaded, restores the export under new
names and compares every object again.

Usage: npm run demo

Everything is kept in ${OUTPUT}/ (the store in data/, the files in exports/); a new run empties it first.
No network, no port and no settings are needed; the environment's settings for a server are not used.

Exit codes: 0 all is equal, 1 a row or an object differs or a step failed, 2 the call was wrong, 130 interrupted.
`;

async function run(): Promise<number> {
  const started = performance.now();
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  try {
    const differences = await tellStory({
      folder: join(ROOT, OUTPUT),
      from: process.env['INIT_CWD'] ?? process.cwd(),
      signal: interrupted.signal,
    });
    if (differences.length > 0) return 1;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      styleText(
        'green',
        `\nEvery row, and every restored object, is equal to what was loaded. Done in ${seconds} s.`,
        {
          stream: process.stdout,
        },
      ),
    );
    return 0;
  } catch (error) {
    if (interrupted.signal.aborted) {
      console.error('\nInterrupted; the server is stopped.');
      return INTERRUPTED_EXIT_CODE;
    }
    console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
}

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) process.stdout.write(HELP);
  else process.exitCode = await run();
} catch (error) {
  console.error(
    `demo: ${error instanceof Error ? error.message : String(error)}\nTry: npm run demo -- --help`,
  );
  process.exitCode = 2;
}
