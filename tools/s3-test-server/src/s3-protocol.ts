import { type Answer, type Fault, type Protocol } from '@weaviate-export/object-test-server';
import { randomUUID } from 'node:crypto';
import { bucketOperations } from './bucket-operations.ts';
import { type Handler, type ServerState } from './handler.ts';
import { objectOperations } from './object-operations.ts';
import { verifiedPayload } from './payload.ts';
import { type Operation, operationOf, parseTarget, type Target } from './route.ts';
import { S3Error } from './s3-error.ts';
import { type Account, verifySignature } from './signature.ts';
import { refuseAsOthersDo, refuseUnsupportedHeaders, withoutConditions } from './supported-headers.ts';
import { uploadOperations } from './upload-operations.ts';
import { errorDocument } from './xml.ts';

/** How S3's error document names an error. Status 200 makes S3's "200 with an error". */
export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
}

/** What goes wrong with a request whose signature is good; `diskFull` is 507 `InsufficientCapacity`. */
export type S3Fault = Fault<S3Refusal>;

const HANDLERS: Readonly<Record<Operation, Handler>> = {
  ...bucketOperations,
  ...objectOperations,
  ...uploadOperations,
};

const errorAnswer = (status: number, code: string, message: string, url = ''): Answer => {
  const [resource = ''] = url.split('?');
  const requestId = randomUUID();
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
    // A client that has the current version is told so in the status alone.
    body: status === 304 ? '' : errorDocument({ code, message, resource, requestId }),
  };
};

/** S3, over what a server keeps, for the one account that it knows. */
export const s3Protocol = (account: Account, state: ServerState): Protocol<Operation, Target, S3Refusal> => ({
  parseTarget: ({ url = '' }) => parseTarget(url),
  operationOf: ({ method = '' }, target) => operationOf(method, target),
  admit: async ({ method = '', url, headers }, target, operation) => {
    await verifySignature({ method, ...target, headers }, account, new Date());
    if (operation === undefined) throw new S3Error('NotImplemented', `${method} ${url} is not implemented.`);
    refuseUnsupportedHeaders(operation, headers);
    refuseAsOthersDo(operation, headers, state.refuses);
    return operation;
  },
  perform: (operation, { headers }, target, body) => {
    const payload = verifiedPayload(operation, headers, body, account);
    const heeded = state.ignoresConditions ? withoutConditions(operation, headers) : headers;
    return HANDLERS[operation]({ ...target, headers: heeded, payload }, state);
  },
  refusedBy: (fault, { url }) =>
    fault.kind === 'diskFull'
      ? errorAnswer(507, 'InsufficientCapacity', 'There is no space left to store the object.', url)
      : errorAnswer(fault.status, fault.code, fault.message ?? 'A fault that the test asked for.', url),
  errorAnswer: (error, { url }) =>
    error instanceof S3Error
      ? errorAnswer(error.status, error.code, error.message, url)
      : errorAnswer(500, 'InternalError', String(error), url),
});
