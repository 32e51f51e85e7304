/** What decodes row groups, with its WebAssembly: loaded once it is needed. */
export { readRowGroup, readRowGroupIds } from '@weaviate-export/format/decoder';
