/**
 * What a worker thread needs to make row groups of columns. It loads the WebAssembly of the encoder, which the main thread
 * never needs: so it has a door of its own.
 */
export { transferable } from './columns/columns.ts';
export { encodePart } from './parquet/encode-part.ts';
