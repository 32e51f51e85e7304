export { type Operation } from './route.ts';
export { type Refusable } from './supported-headers.ts';
export { S3Error, type S3ErrorCode } from './s3-error.ts';
export { type S3Fault as Fault } from './s3-protocol.ts';
export { type ObjectView, type S3TestServer, type S3TestServerOptions, startS3TestServer } from './server.ts';
