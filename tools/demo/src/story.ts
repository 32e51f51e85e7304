import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import { RestClient } from '@weaviate-export/rest-client';
import { DIMENSIONS, sampleClasses, sampleObjects, type SampleObject } from '@weaviate-export/sample-data';
import { exportAll } from './export.ts';
import { createClasses, loadObjects } from './load.ts';
import { ParquetReader } from './parquet-reader.ts';
import { compareClasses, restoreAll } from './restore.ts';
import { ServerProcess } from './server-process.ts';
import { showFile, showNext, type ExportedClass } from './show.ts';
import { Steps } from './steps.ts';
import { verifyFile, type Difference, type LoadTime } from './verify.ts';

const EXPORT_ID = 'demo';
const STEPS = 6;
const DIFFERENCES_SHOWN = 20;
const { stdout } = process;

export interface StorySettings {
  /** A folder of the demo's own, absolute: what an earlier run left in it is removed. */
  readonly folder: string;
  /** Paths are printed as seen from this folder. */
  readonly from: string;
  /** Ends the demo early; the server is stopped then as well. */
  readonly signal: AbortSignal;
}

/**
 * The main job from end to end: a server is started, loaded and asked for an export over HTTP, and every exported row is
 * read back and compared with what was loaded; then the export is restored under new names, and compared once more.
 * @returns what differs; empty when the export is right
 * @throws Error where a step could not be done at all
 */
export async function tellStory({ folder, from, signal }: StorySettings): Promise<Difference[]> {
  const dataFolder = join(folder, 'data');
  const exportsFolder = join(folder, 'exports');
  const exportFolder = join(exportsFolder, EXPORT_ID);
  await rm(folder, { recursive: true, force: true });
  await mkdir(exportsFolder, { recursive: true });

  const steps = new Steps(STEPS);
  await using server = await steps.step('Start the server', async () => {
    const started = await ServerProcess.start({ dataPath: dataFolder, exportsPath: exportsFolder, signal });
    say(`It listens at ${started.url} and keeps its data in ${relative(from, dataFolder)}.`);
    return started;
  });
  const { objects, loadTime } = await loadAndExport(server, steps, { from, signal });
  const classes = sampleClasses.map(({ class: name }): ExportedClass => ({
    name,
    file: join(exportFolder, `${name}.parquet`),
    objects: objects.filter((object) => object.class === name),
  }));
  using reader = await ParquetReader.open();
  const differences = await steps.step('Read the files back with DuckDB, compare every row', async () => {
    const all: Difference[] = [];
    for (const { name, file, objects } of classes) {
      signal.throwIfAborted();
      const found = await verifyFile(reader, file, { name, objects, loadTime });
      all.push(...found.differences);
      const verdict =
        found.differences.length === 0 ? 'all equal' : `differences: ${count(found.differences.length)}`;
      say(`${name}: ${count(objects.length)} loaded, ${count(found.rows)} read back, ${verdict}`);
    }
    return all;
  });
  if (differences.length > 0) {
    showDifferences('export', differences);
    return differences;
  }
  await steps.step('What is in the files', async () => {
    for (const each of classes) await showFile(reader, each);
  });
  const changed = await restoreAndCompare(server, steps, { objects: objects.length, signal });
  if (changed.length > 0) {
    showDifferences('restore', changed);
    return changed;
  }
  await server.stop();
  const example = classes.find(({ name }) => name === 'Fact');
  if (example) await showNext({ exportFolder, dataFolder, example }, from);
  return [];
}

async function loadAndExport(
  server: ServerProcess,
  steps: Steps,
  { from, signal }: Pick<StorySettings, 'from' | 'signal'>,
): Promise<{ objects: SampleObject[]; loadTime: LoadTime }> {
  const client = new RestClient({ url: server.url, signal });
  try {
    const loaded = await steps.step('Load the sample data through the HTTP API', async () => {
      const objects = [...sampleObjects()];
      const names = sampleClasses.map((each) => each.class).join(' and ');
      say(
        `${count(objects.length)} objects of the classes ${names}; vectors of ${DIMENSIONS} values, made from their text`,
      );
      const before = Date.now();
      await createClasses(client, sampleClasses);
      await loadObjects(client, objects);
      return { objects, loadTime: { from: before, to: Date.now() } };
    });
    await steps.step('Export all classes to Parquet', async () => {
      say(
        `POST /v1/export/filesystem {"id": "${EXPORT_ID}"}, then GET /v1/export/filesystem/${EXPORT_ID} until done`,
      );
      const { status, path } = await exportAll(client, {
        id: EXPORT_ID,
        objects: loaded.objects.length,
        signal,
      });
      say(`${status}: ${relative(from, path.replace(/^file:\/\//, ''))}`);
    });
    return loaded;
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)}${server.log}`, { cause });
  }
}

/** Under names such as FactRestored. */
async function restoreAndCompare(
  server: ServerProcess,
  steps: Steps,
  { objects, signal }: { objects: number; signal: AbortSignal },
): Promise<Difference[]> {
  const client = new RestClient({ url: server.url, signal });
  return steps.step('Restore the export under new names, compare every object', async () => {
    const names = sampleClasses.map(({ class: name }) => ({ name, restored: `${name}Restored` }));
    const rename = Object.fromEntries(names.map(({ name, restored }) => [name, restored]));
    say(`POST /v1/export/filesystem/${EXPORT_ID}/restore ${JSON.stringify({ rename })}`);
    await restoreAll(client, { id: EXPORT_ID, rename, objects, signal });
    const all: Difference[] = [];
    for (const each of names) {
      const compared = await compareClasses(client, { ...each, signal });
      all.push(...compared.differences);
      const verdict =
        compared.differences.length === 0
          ? 'all equal'
          : `differences: ${count(compared.differences.length)}`;
      say(`${each.restored}: ${count(compared.objects)} objects, ${verdict}`);
    }
    return all;
  });
}

function showDifferences(what: 'export' | 'restore', differences: readonly Difference[]): void {
  console.log(styleText('red', `\nThe ${what} differs from what was loaded:`, { stream: stdout }));
  for (const { class: name, id, what } of differences.slice(0, DIFFERENCES_SHOWN)) {
    say(`${name} ${id ?? ''} ${what}`);
  }
  if (differences.length > DIFFERENCES_SHOWN)
    say(`… and ${count(differences.length - DIFFERENCES_SHOWN)} more`);
}

function say(text: string): void {
  console.log(`  ${text}`);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
