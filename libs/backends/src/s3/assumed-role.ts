import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { type S3Credentials, type S3Role } from './config.ts';

/** Where STS is asked when no region is named. */
const DEFAULT_REGION = 'us-east-1';
/** Longest wait for STS, for a connection and for its answer, in milliseconds. */
const STS_PATIENCE_MS = 10_000;

type CredentialProvider = ReturnType<typeof fromTemporaryCredentials>;

export interface AssumedRoleOptions {
  readonly role: S3Role;
  readonly region: string | undefined;
  /** The caller's own; absent: the SDK's chain. */
  readonly credentials: S3Credentials | undefined;
}

/** Temporary credentials of a role, renewed by the SDK before they end. STS's client is loaded at their first use. */
export function assumedRole({ role, region, credentials }: AssumedRoleOptions): CredentialProvider {
  let provider: Promise<CredentialProvider> | undefined;
  const load = async (): Promise<CredentialProvider> => {
    const providers = await import('@aws-sdk/credential-providers');
    return providers.fromTemporaryCredentials({
      ...(credentials !== undefined && { masterCredentials: credentials }),
      params: {
        RoleArn: role.arn,
        RoleSessionName: role.sessionName,
        ...(role.externalId !== undefined && { ExternalId: role.externalId }),
      },
      clientConfig: {
        region: region ?? DEFAULT_REGION,
        ...(role.stsEndpoint !== undefined && { endpoint: role.stsEndpoint }),
        requestHandler: { connectionTimeout: STS_PATIENCE_MS, socketTimeout: STS_PATIENCE_MS },
      },
    });
  };
  return async (properties) => (await (provider ??= load()))(properties);
}
