import type { ExportStatus } from '@weaviate-export/entities-export';

/** Shows how an export goes on. */
export interface ProgressView {
  /** What to know of how it stands now; called several times a second. */
  show(status: ExportStatus): void;
  /** How it ended; nothing is shown behind it. */
  end(status: ExportStatus): void;
  /** Something to tell beside the progress, a line. */
  say(line: string): void;
}

/** Writes text: a standard stream, or what collects it in a test. */
export type Write = (text: string) => void;
