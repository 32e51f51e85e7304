export { azureConfigFromEnvironment, type AzureConfig } from './azure/azure-config.ts';
export * from './backend-configs.ts';
export { ConfigurationProblems } from './configuration-problems.ts';
export { type Environment } from './environment.ts';
export * from './environment-backend-provider.ts';
export * from './filesystem/filesystem-backend.ts';
export { gcsConfigFromEnvironment, type GcsConfig } from './gcs/gcs-config.ts';
export * from './s3/s3-config.ts';
