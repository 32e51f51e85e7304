export * from './environment-backend-provider.ts';
export * from './filesystem/filesystem-backend.ts';
export * from './s3/s3-config.ts';
