/** What makes parts, with Arrow and the encoder: a worker loads it once it is needed, since that takes longest. */
export { encodePart, transferable } from '@weaviate-export/format/encoder';
export { scanPart } from './scan-part.ts';
export { columnsOf, entriesOfPart, selectPart } from './select-part.ts';
