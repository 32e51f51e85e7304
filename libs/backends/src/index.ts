export { azureConfigFromEnvironment, type AzureConfig } from './azure/config.ts';
export * from './backend-configs.ts';
export * from './environment-backend-provider.ts';
export * from './filesystem/backend.ts';
export { gcsConfigFromEnvironment, type GcsConfig } from './gcs/config.ts';
export * from './s3/config.ts';
