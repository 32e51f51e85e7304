import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import protobuf from 'protobufjs';

const PROTO = import.meta.dirname;
/** These import all others. */
const SERVICES = ['weaviate/v1/service.proto', 'grpc/health/v1/health.proto'];
/** The committed code. */
const GENERATED = join(PROTO, '../src/generated');
const TYPES_GENERATOR = fileURLToPath(
  new URL('build/bin/proto-loader-gen-types.js', import.meta.resolve('@grpc/proto-loader/package.json')),
);

/** Makes of the .proto files the types of their messages, and what protobufjs makes a codec of. */
async function generateCode(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const options = [
    ...['--defaults', '--oneofs', '--includeComments', '--grpcLib', '@grpc/grpc-js'],
    ...['--inputTemplate', '%sInit', '--outputTemplate', '%s'],
    ...['--targetFileExtension', '.gen.ts', '--importFileExtension', '.gen.ts'],
    ...['--includeDirs', '.', '--outDir', folder],
  ];
  // The generated code names the files that it is made of from where the generator runs.
  await promisify(execFile)(process.execPath, [TYPES_GENERATOR, ...options, ...SERVICES], { cwd: PROTO });
  const descriptor = JSON.stringify(loadDescriptor(), null, 1);
  // Its own type asks for comments that it leaves out.
  await writeFile(join(folder, 'descriptor.gen.ts'), `export const descriptor: unknown = ${descriptor};\n`);
}

function loadDescriptor(): protobuf.INamespace {
  const root = new protobuf.Root();
  root.resolvePath = (_importing, file) => join(PROTO, file);
  return root.loadSync(SERVICES).toJSON();
}

/** Names of the generated files that are not what the .proto files make of them: changed, missing or left over. */
async function staleCode(): Promise<string[]> {
  const fresh = await mkdtemp(join(tmpdir(), 'generated-code-'));
  try {
    await generateCode(fresh);
    const names = new Set([fresh, GENERATED].flatMap((cwd) => globSync('**/*.ts', { cwd })));
    const differs = async (name: string): Promise<boolean> =>
      (await textOf(join(fresh, name))) !== (await textOf(join(GENERATED, name)));
    const checked = await Promise.all([...names].map(async (name) => ((await differs(name)) ? [name] : [])));
    return checked.flat().sort();
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** The text of a file; null where there is none. */
function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const stale = await staleCode();
    if (stale.length > 0) {
      console.error(
        `stale in src/generated: ${stale.join(', ')}; run npm run generate and commit the result`,
      );
      process.exitCode = 1;
    }
  } else {
    await generateCode(GENERATED);
  }
}
