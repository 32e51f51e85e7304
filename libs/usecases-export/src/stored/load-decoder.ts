/** The decoder of row groups, with its WebAssembly: a process that reads no export is spared it. */
export const loadDecoder = () => import('@weaviate-export/format/decoder');
