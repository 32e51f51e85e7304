import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type GeneratedCode, runGenerator } from '@weaviate-export/generated-code';
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

/** What the .proto files make. */
export const protocolCode: GeneratedCode = { folder: GENERATED, generate: generateCode };

if (import.meta.main) await runGenerator(protocolCode);
