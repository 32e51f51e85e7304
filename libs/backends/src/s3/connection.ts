import { S3Client } from '@aws-sdk/client-s3';
import { ATTEMPTS, CONNECT_MS, isUploadMethod, PATIENCE_MS, type CloudOptions } from '../cloud/options.ts';
import { assumedRole } from './assumed-role.ts';
import { type S3Config } from './config.ts';

/** One client of the SDK, which tries requests again by its own means. */
export function connect(
  { endpoint, region, credentials, role }: S3Config,
  { patienceMs = PATIENCE_MS, onUploadRetry }: CloudOptions,
): S3Client {
  const identity = role === undefined ? credentials : assumedRole({ role, region, credentials });
  const attemptMs = Math.ceil(patienceMs / ATTEMPTS);
  const client = new S3Client({
    // Other stores seldom have a name in the DNS for each bucket.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(region !== undefined && { region }),
    ...(identity !== undefined && { credentials: identity }),
    maxAttempts: ATTEMPTS,
    retryMode: 'standard',
    // With Expect: 100-continue the SDK opens a connection a request, and waits where a store does not know it.
    expectContinueHeader: false,
    requestHandler: { connectionTimeout: Math.min(CONNECT_MS, attemptMs), socketTimeout: attemptMs },
  });
  if (onUploadRetry !== undefined) tellOfRetries(client, onUploadRetry);
  return client;
}

/** True where requests carry checksums, which is the SDK's default and its users' to change. */
export async function sendsChecksums({ config }: S3Client): Promise<boolean> {
  return (await config.requestChecksumCalculation()) === 'WHEN_SUPPORTED';
}

/** The SDK puts the chain together anew for each command, and goes through the end of it for each attempt. */
function tellOfRetries(client: S3Client, onUploadRetry: () => void): void {
  client.middlewareStack.add(
    (next) => {
      let attempts = 0;
      return (args) => {
        const { method } = args.request as { readonly method: string };
        if (attempts++ > 0 && isUploadMethod(method)) onUploadRetry();
        return next(args);
      };
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
}
