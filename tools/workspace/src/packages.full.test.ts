import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { readConfiguration, startServer } from '@weaviate-export/server';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, lay, productionPackages, ROOT, run, tsc } from './built.fixture.ts';

type Targets = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

interface Manifest {
  readonly name: string;
  readonly exports: Targets;
  readonly imports?: Targets;
}

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const HOST = 'apps/example-host';
/** The command line, and the server that it brings. */
const PROGRAMS = ['apps/cli', 'apps/server'];
/** Longest time in which everything is built, packed and installed on a busy machine. */
const BUILD_MS = 600_000;
const libraries = globSync('libs/*', { cwd: ROOT });
const manifests = libraries.map(
  (folder) => JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest,
);

/** Strict, and with the declarations of every package held to be right. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    allowImportingTsExtensions: true,
  },
  include: ['*.ts'],
};

/** What a package can be imported by; its conformance suite needs vitest, which a host has not. */
const entries = manifests.flatMap(({ name, exports }) =>
  Object.keys(exports)
    .map((path) => join(name, path))
    .filter((path) => !path.endsWith('/conformance')),
);

/** What docs/hosts.md shows, a module each. */
const examples = [...readFileSync(join(ROOT, 'docs/hosts.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, code]) => code!,
);

/** Their declarations lead to those of lmdb, which are wrong for ES modules. */
const OVER_LMDB = ['@weaviate-export/adapters-db', '@weaviate-export/host-weaviate'];

describe('the packages of the libraries, in a project outside of the workspace', () => {
  let folder: string;
  let packed: readonly Packed[];

  const pack = async (workspaces: readonly string[]): Promise<Packed[]> => {
    const selection = workspaces.flatMap((workspace) => ['--workspace', workspace]);
    return JSON.parse(
      await run('npm', ['pack', '--json', '--pack-destination', folder, ...selection]),
    ) as Packed[];
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packages-'));
    await build();
    packed = await pack(libraries);
    const programs = await pack(PROGRAMS);

    // What others have made is there already, so that npm needs no network.
    for (const path of await productionPackages([...libraries, HOST, ...PROGRAMS])) {
      const name = path.split('node_modules/')[1]!;
      if (!name.startsWith('@weaviate-export/'))
        await lay(join(ROOT, path), join(folder, 'node_modules', name), { nested: true });
    }
    await lay(join(ROOT, 'node_modules/.bin'), join(folder, 'node_modules/.bin'));
    await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    const tarballs = [...packed, ...programs].map(({ filename }) => join(folder, filename));
    await run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', ...tarballs], folder);
  }, BUILD_MS);
  afterAll(() => rm(folder, { recursive: true }));

  it('hold all that they name, and no tests', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual(manifests.map(({ name }) => name).sort());
    for (const { name, exports, imports = {} } of manifests) {
      const files = packed.find((one) => one.name === name)!.files.map(({ path }) => `./${path}`);
      const named = Object.values({ ...exports, ...imports }).flatMap((target) => Object.values(target));
      expect(files).toEqual(expect.arrayContaining(named));
      expect(files.filter((file) => /\.(test|fixture)\.|tsbuildinfo|\/spec\//.test(file))).toEqual([]);
    }
  });

  it('are typed, as docs/hosts.md shows them too, run from dist, and export to Parquet', async () => {
    for (const file of ['array-host.ts', 'http-host.ts', 'main.ts'])
      await lay(join(ROOT, HOST, 'src', file), join(folder, file));
    const typed = entries.filter((entry) => !OVER_LMDB.includes(entry));
    const lines = typed.map((entry, index) => `export * as entry${index} from '${entry}';\n`);
    await writeFile(join(folder, 'entries.ts'), lines.join(''));
    for (const [index, example] of examples.entries())
      await writeFile(join(folder, `example${index}.ts`), example);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    await tsc(['--project', folder]);

    const importAll = `for (const entry of ${JSON.stringify(entries)}) await import(entry);`;
    await run(process.execPath, ['--input-type=module', '--eval', importAll], folder);
    const exports = join(folder, 'exports');
    await mkdir(exports);
    await run(process.execPath, ['main.ts', exports], folder);
    const [book] = globSync(join(exports, '*/Book.parquet'));
    expect(globSync('*', { cwd: dirname(book!) }).sort()).toEqual([
      'Book.parquet',
      'export_metadata.json',
      'manifest.json',
      'schema.json',
    ]);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(book!), compressors });
    expect(rows.map(({ properties }) => properties as string)).toEqual([
      '{"title":"The Sea"}',
      '{"title":"The Shore"}',
      '{"title":"The Sky"}',
    ]);
  });

  it('bring a command that exports a Weaviate', async () => {
    const env = { HTTP_PORT: '0', GRPC_PORT: '0', PERSISTENCE_DATA_PATH: join(folder, 'store') };
    const server = await startServer({
      configuration: readConfiguration(env),
      environment: env,
      logger: pino({ level: 'silent' }),
    });
    try {
      const body = JSON.stringify({ class: 'Book', properties: { title: 'The Sea' }, vector: [1, 2] });
      const headers = { 'content-type': 'application/json' };
      await fetch(`${server.url}/v1/objects`, { method: 'POST', headers, body });
      const call = ['weaviate-export', 'export', server.url, './out', '--id', 'first', '--quiet'];
      const variables = [`WEAVIATE_GRPC_URL=http://127.0.0.1:${server.grpcPort}`];
      await run('env', [...variables, 'npx', '--offline', ...call], folder);
      const file = await asyncBufferFromFile(join(folder, 'out/first/Book.parquet'));
      const rows = await parquetReadObjects({ file, compressors });
      expect(rows.map(({ properties }) => properties as string)).toEqual(['{"title":"The Sea"}']);
    } finally {
      await server.stop(0);
    }
  });

  it('bring the server with that command', async () => {
    const variables = ['HTTP_PORT=0', 'GRPC_PORT=0', `PERSISTENCE_DATA_PATH=${join(folder, 'fresh')}`];
    const call = ['weaviate-export', 'doctor'];
    const told = await run('env', [...variables, 'npx', '--offline', ...call], folder);
    expect(told).toMatch(/^configuration +ok /);
  });
});
