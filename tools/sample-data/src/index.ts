export { type ClassDefinition, type PropertyDefinition } from './class-definition.ts';
export { DIMENSIONS, embed } from './embed.ts';
export { type Json } from './json.ts';
export { sampleClasses } from './sample-classes.ts';
export { sampleObjects, type SampleObject } from './sample-objects.ts';
export { uuidV5 } from './uuid-v5.ts';
