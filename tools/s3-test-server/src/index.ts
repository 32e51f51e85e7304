export { type RequestRecord } from './exchange.ts';
export { type Fault, type FaultPlan } from './faults.ts';
export { type Operation } from './route.ts';
export { S3Error, type S3ErrorCode } from './s3-error.ts';
export { type ObjectView, type S3TestServer, type S3TestServerOptions, startS3TestServer } from './server.ts';
