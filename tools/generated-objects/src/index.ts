export * from './generated-objects.ts';
