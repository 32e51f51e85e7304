import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { type GeneratedCode, runGenerator } from '@weaviate-export/generated-code';

const DOCUMENT = fileURLToPath(new URL('schema.json', import.meta.url));
/** The committed types. */
const GENERATED = fileURLToPath(new URL('../src/generated', import.meta.url));

/** Writes the types of the document's schemas and of its operations' handlers; empties the folder first. */
async function generateTypes(folder: string): Promise<void> {
  await createClient({
    input: DOCUMENT,
    output: { path: folder, entryFile: false, module: { extension: '.ts' } },
    plugins: ['@hey-api/typescript', 'fastify'],
    logs: { level: 'silent', file: false },
  });
}

/** What the document makes. */
export const documentTypes: GeneratedCode = { folder: GENERATED, generate: generateTypes };

if (import.meta.main) await runGenerator(documentTypes);
