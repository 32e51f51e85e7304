export { replyNotFound, replyWithError } from './error-response.ts';
export { createExportListener, type ExportListener, type ExportListenerOptions } from './export-listener.ts';
export {
  DEFAULT_BODY_LIMIT_BYTES,
  exportRoutes,
  type ExportDoor,
  type RestoreDoor,
  type VerificationDoor,
  type ExportRoutesOptions,
} from './export-routes.ts';
export { acceptJson } from './json-body.ts';
export type { ScheduleDoor } from './schedule-handlers.ts';
export { openApiDocument, type OpenApiDocument } from './openapi-document.ts';
