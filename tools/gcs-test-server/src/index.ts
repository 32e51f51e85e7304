export { type GcsFault as Fault } from './gcs-protocol.ts';
export { GoogleError } from './google-error.ts';
export { type Operation } from './route.ts';
export {
  type GcsTestServer,
  type GcsTestServerOptions,
  type ObjectView,
  type OpenUpload,
  startGcsTestServer,
} from './server.ts';
