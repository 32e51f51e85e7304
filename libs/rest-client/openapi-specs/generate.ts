import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { type GeneratedCode, runGenerator } from '@weaviate-export/generated-code';

/** The operations of the API's document, and what sends them, which comes with the generator. */
export const clientCode: GeneratedCode = {
  folder: fileURLToPath(new URL('../src/generated', import.meta.url)),
  async generate(folder) {
    await createClient({
      input: fileURLToPath(new URL('../../adapters-rest/openapi-specs/schema.json', import.meta.url)),
      output: {
        path: folder,
        entryFile: false,
        module: { extension: '.ts' },
        // What comes with the generator passes all checks but two: exact optional properties, and types of the DOM.
        header: ({ defaultValue }) => [...defaultValue, '// @ts-nocheck'],
      },
      plugins: [
        '@hey-api/typescript',
        { name: '@hey-api/sdk', client: false, responseStyle: 'data' },
        { name: '@hey-api/client-fetch', baseUrl: false, throwOnError: true },
      ],
      logs: { level: 'silent', file: false },
    });
    for (const file of globSync('**/*.ts', { cwd: folder })) nameWithoutLink(join(folder, file));
  },
};

/** A link in a comment becomes the name of what it leads to: where packages come from is not the code's to say. */
function nameWithoutLink(file: string): void {
  const code = readFileSync(file, 'utf8');
  const named = code.replace(/\{@link https:\S+ (`[^`]+`)\}/g, '$1');
  if (named !== code) writeFileSync(file, named);
}

if (import.meta.main) await runGenerator(clientCode);
