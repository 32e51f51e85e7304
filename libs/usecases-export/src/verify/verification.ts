import {
  MANIFEST_FILE,
  type ClassVerification,
  type ManifestBase,
  type VerificationFinding,
  type VerificationStatus,
  isMultiTenant,
} from '@weaviate-export/entities-export';
import { inOrder } from '@weaviate-export/waiting';
import { PartsInFlight } from '../export/parts-in-flight.ts';
import type { Snapshot } from '../ports/db-adapter.ts';
import type { VerifyWorkers } from '../ports/verify-executor.ts';
import type { ReadHome } from '../stored/read-home.ts';
import { checkChain } from './chain-check.ts';
import { type ExportOutline, type ListedFile, readOutline } from './export-outline.ts';
import { checkStoredFile, type FileChecks } from './file-check.ts';
import { Findings } from './findings.ts';
import { compareClass } from './source-comparison.ts';

/** Files that are read at a time: of small tenants each takes a store in the cloud some tens of milliseconds. */
const FILES_AHEAD = 16;
/** Small row groups in flight at a time, and their bytes. */
const SMALL_ROW_GROUPS = { parts: 16, bytes: 32 * 1024 * 1024 };

export interface VerificationParts {
  readonly home: ReadHome;
  readonly workers: VerifyWorkers;
  readonly signal: AbortSignal;
  /** Called with each export that the one is laid over, before it is looked at; what it throws ends the verification. */
  readonly mayRead?: ((base: ManifestBase) => void) | undefined;
  /**
   * Opens the source that the export is compared with; absent where it is not.
   * @param classes of the export
   */
  readonly openSource?: (classes: readonly string[]) => Promise<Snapshot>;
}

/** What a verification has come to so far: the status but for its frame. */
export type VerificationResult = Pick<
  VerificationStatus,
  'classes' | 'progress' | 'findings' | 'findingsTotal'
>;

/**
 * Reads an export back, whatever of it is damaged. Memory is bounded by the row groups in flight, and what the manifest takes;
 * unpacking and decoding are done by workers.
 */
export class Verification {
  readonly #parts: VerificationParts;
  readonly #findings = new Findings();
  readonly #progress = new Map<string, ClassVerification>();
  #classes: readonly string[] = [];

  constructor(parts: VerificationParts) {
    this.#parts = parts;
  }

  get result(): VerificationResult {
    return {
      classes: [...this.#classes],
      progress: Object.fromEntries(
        [...this.#progress].map(([name, { comparison, ...own }]) => [
          name,
          { ...own, ...(comparison && { comparison: { ...comparison } }) },
        ]),
      ),
      findings: this.#findings.told.slice(),
      findingsTotal: this.#findings.total,
    };
  }

  /**
   * Reads all of it.
   * @throws what the backend or the source throws, or the signal's reason
   */
  async run(): Promise<void> {
    const { home, signal } = this.#parts;
    const outline = await readOutline(home, this.#findings);
    signal.throwIfAborted();
    this.#begin(outline);
    if (outline.base !== undefined) await checkChain(home, outline.base, this.#findings, this.#parts.mayRead);
    signal.throwIfAborted();
    await this.#checkFiles(outline);
    await this.#compare(outline);
  }

  #begin({ classes, files }: ExportOutline): void {
    this.#classes = classes;
    for (const name of new Set([...classes, ...files.map((file) => file.class)]))
      this.#progress.set(name, {
        ...{
          filesChecked: 0,
          filesTotal: 0,
          objectsChecked: 0,
          objectsTotal: 0,
          bytesChecked: 0,
          bytesTotal: 0,
        },
      });
    for (const { class: name, kind, rows, bytes } of files) {
      const own = this.#progress.get(name)!;
      own.filesTotal += 1;
      own.bytesTotal += bytes;
      if (kind === 'deletes') continue;
      own.objectsTotal = rows === undefined || own.objectsTotal === null ? null : own.objectsTotal + rows;
    }
  }

  async #checkFiles(outline: ExportOutline): Promise<void> {
    const { workers } = this.#parts;
    const room = new PartsInFlight({ always: workers.size + 1, ...SMALL_ROW_GROUPS });
    const failure = new AbortController();
    const signal = AbortSignal.any([this.#parts.signal, failure.signal]);
    const running: Promise<void>[] = [];
    const checked = inOrder(outline.files, FILES_AHEAD, (file) => {
      const check = this.#checkFile(outline, file, room, signal);
      running.push(check);
      return check;
    });
    try {
      for await (const _ of checked) void running.shift();
    } catch (error) {
      failure.abort(error);
      throw error;
    } finally {
      await Promise.allSettled(running);
    }
  }

  async #checkFile(
    { definitions, shards }: ExportOutline,
    file: ListedFile,
    room: PartsInFlight,
    signal: AbortSignal,
  ): Promise<void> {
    const { home, workers } = this.#parts;
    const own = this.#progress.get(file.class)!;
    const checks: FileChecks = {
      ...{ home, workers, room, signal },
      onRead: (bytes) => (own.bytesChecked += bytes),
      onRows: (rows) => (own.objectsChecked += file.kind === 'deletes' ? 0 : rows),
    };
    const definition = definitions.get(file.class);
    const isOne = file.tenant !== undefined || (definition !== undefined && isMultiTenant(definition));
    // Of how many shards objects went, nobody tells.
    const runs = isOne ? 1 : file.kind === 'deletes' ? Infinity : (shards.get(file.class) ?? Infinity);
    const place = {
      file: file.name,
      class: file.class,
      ...(file.tenant !== undefined && { tenant: file.tenant }),
    };
    const add: (finding: VerificationFinding) => void = this.#findings.at(place);
    await checkStoredFile(checks, file, definition, runs, add);
    own.filesChecked += 1;
  }

  async #compare(outline: ExportOutline): Promise<void> {
    const { openSource, home, workers, signal } = this.#parts;
    if (openSource === undefined || outline.classes.length === 0) return;
    if (outline.incomparable !== undefined) {
      const problem = `cannot be compared with the source: ${outline.incomparable}`;
      return this.#findings.add({ file: MANIFEST_FILE, problem });
    }
    await using snapshot = await openSource(outline.classes);
    const parts = { home, outline, snapshot, workers, signal, findings: this.#findings };
    for (const name of outline.classes) {
      const counts = { same: 0, missing: 0, extra: 0, different: 0, changedSince: 0 };
      this.#progress.get(name)!.comparison = counts;
      await compareClass(parts, name, counts);
      signal.throwIfAborted();
    }
  }
}
