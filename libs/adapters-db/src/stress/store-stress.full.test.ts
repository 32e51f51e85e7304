import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { DATA_FILE } from '../embedded/store-file.ts';
import { temporaryFolder } from '../embedded/temporary-store.fixture.ts';
import { type LifeOrder } from './store-life.fixture.ts';
import { after, type Model, nextStep, objectOf, Random } from './stress-model.fixture.ts';

const LIVES = Number(process.env['STORE_LIVES'] ?? 20);
const SEED = Number(process.env['STORE_SEED'] ?? 20_261_130);
const STEPS = 25;
/** Life after life in one folder; then a new one, so that stores begin again and again. */
const LIVES_PER_STORE = 20;
/** Far above what a life takes on a slow machine. */
const LIFE_MS = 120_000;

const LIFE = fileURLToPath(new URL('./store-life.fixture.ts', import.meta.url));

/** A file may have so many times the bytes that its objects have had at most, and so many more: pages, and snapshots held. */
const MOST_GROWTH = 4;
const SPARE_BYTES = 128 << 20;

/** One process: a whole life, or one that `kill -9` ends. Gives the models of which the store holds one. */
async function runLife(order: LifeOrder, killAfter: number | undefined): Promise<Model[]> {
  const life = spawn(
    process.execPath,
    ['--conditions=@weaviate-export/source', LIFE, JSON.stringify(order)],
    { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIFE_MS },
  );
  const exited = once(life, 'exit') as Promise<[number | null, string | null]>;
  let said = '';
  life.stderr.on('data', (text: Buffer) => (said += text.toString()));
  let done = -1;
  for await (const line of createInterface({ input: life.stdout })) {
    if (line === 'open') done = 0;
    else done = Number(line) + 1;
    if (killAfter !== undefined && done >= killAfter) life.kill('SIGKILL');
  }
  const [code, signal] = await exited;
  const ended = killAfter === undefined ? code === 0 : signal === 'SIGKILL' || code === 0;
  if (!ended || said !== '' || done < 0) throw new Error(`ended with ${code ?? signal}: ${said}`);
  let [model] = JSON.parse(readFileSync(order.modelFile, 'utf8')) as [Model];
  const stepOf = (index: number) =>
    nextStep(model, new Random(order.seed, order.life, index), order.life * 1_000 + index + 1);
  for (let index = 0; index < done; index += 1) model = after(model, stepOf(index));
  return done < order.steps ? [model, after(model, stepOf(done))] : [model];
}

function bytesOf(model: Model): number {
  return Object.values(model)
    .flatMap((shelf) => Object.entries(shelf))
    .reduce((sum, [number, version]) => sum + objectOf(Number(number), version).properties.length, 0);
}

it(
  `a store holds what it has acknowledged, once, over ${LIVES} lives of all kinds, and its file does not grow without bound`,
  async () => {
    for (let first = 0; first < LIVES; first += LIVES_PER_STORE) {
      using folder = temporaryFolder();
      using models = temporaryFolder();
      const modelFile = join(models.path, 'models.json');
      let held: Model[] = [{}];
      let most = 0;
      for (let life = first; life < Math.min(first + LIVES_PER_STORE, LIVES); life += 1) {
        const random = new Random(SEED, life);
        const killAfter = random.below(3) === 0 ? random.below(STEPS) : undefined;
        writeFileSync(modelFile, JSON.stringify(held));
        const order = { folder: folder.path, seed: SEED, life, steps: STEPS, modelFile };
        try {
          held = await runLife(order, killAfter);
        } catch (error) {
          const again = `STORE_SEED=${SEED} STORE_LIVES=${life + 1} npm run test:store`;
          throw new Error(`life ${life} failed; again: ${again}`, { cause: error });
        }
        most = Math.max(most, ...held.map(bytesOf));
        const { size } = statSync(join(folder.path, DATA_FILE));
        expect(size).toBeLessThan(MOST_GROWTH * most + SPARE_BYTES);
        if (process.env['STORE_LIVES'] !== undefined)
          console.log(
            `life ${life}: ${killAfter === undefined ? 'whole' : 'killed'}, ${most >> 20} MiB at most, file ${size >> 20} MiB`,
          );
      }
    }
  },
  LIVES * LIFE_MS,
);
