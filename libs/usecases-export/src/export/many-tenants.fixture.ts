import { CopyingExecutor } from '../workers/copying-executor.fixture.ts';
import type { KeptWorkers } from '../workers/kept-workers.fixture.ts';
import { objects, World } from './export-world.fixture.ts';

/** A class `Doc` of so many tenants with an object each, of them the first ones empty, and the last ones offloaded. */
export function manyTenants(
  workers: KeptWorkers,
  { filled, empty = 0, offloaded = 0 }: { filled: number; empty?: number; offloaded?: number },
  options: ConstructorParameters<typeof World>[2] = {},
): World {
  const one = objects(1);
  const names = Array.from({ length: empty + filled + offloaded }, (_, index) => `tenant-${index}`);
  const shards = Object.fromEntries(names.map((name, index) => [name, index < empty ? [] : one]));
  const definition = { class: 'Doc', multiTenancyConfig: { enabled: true } };
  const world = new World(workers, [{ definition, shards, dimensions: { '': 2 } }], {
    ...options,
    ports: { executor: new CopyingExecutor(workers.executor()), ...options.ports },
  });
  world.source.skipped['Doc'] = Object.fromEntries(
    names.slice(empty + filled).map((name) => [name, 'tenant status is FROZEN']),
  );
  return world;
}
