/**
 * What the module of a WorkerSource needs of this library: every worker of every export loads it, and waits for no more
 * than that. Types come from the library's own door, by `import type`.
 */
export * from './cut-ranges.ts';
export { unlessAborted } from './unless-aborted.ts';
