/** The decoder of row groups: a process that reads no export is spared it. */
export const loadDecoder = () => import('./decoder.ts');
