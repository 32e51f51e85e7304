export * from './cut-ranges.ts';
export * from './export-request.ts';
export * from './ports/authorizer.ts';
export * from './ports/backend.ts';
export * from './ports/clock.ts';
export * from './ports/db-adapter.ts';
export * from './ports/export-records.ts';
export * from './ports/logger.ts';
