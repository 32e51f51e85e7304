import { readFileSync } from 'node:fs';

/** A Swagger 2.0 document, as far as this project reads it. */
export interface OpenApiDocument {
  readonly swagger: '2.0';
  readonly basePath: string;
  readonly paths: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/** The document that the export API is held to; beside src and dist alike, in openapi-specs/schema.json. */
export const openApiDocument = JSON.parse(
  readFileSync(new URL('../openapi-specs/schema.json', import.meta.url), 'utf8'),
) as OpenApiDocument;
