import type { ClassDefinition, TimesAs } from '@weaviate-export/entities-export';

/** A restore as a caller asks for it; still to be validated by the Restorer. */
export interface RestoreRequest {
  /** Names of classes in the export; neither include nor exclude means all. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** New names, by those in the export. Nothing else follows: references and beacons name what they named. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Of multi-tenant classes these tenants alone. */
  readonly tenants?: readonly string[];
  /** `fail`, the default, refuses a class that is there; `skip` leaves objects whose ids are there, `replace` replaces them. */
  readonly onConflict?: string;
  /** Objects that the target may refuse, 0 to MOST_FAULTS: with one more the restore fails. 0 unless told. */
  readonly maxErrors?: number;
  /**
   * Names of date properties to keep creation and update times in, where the target sets its own; a target that keeps them takes
   * no such properties, and the names are checked nevertheless.
   */
  readonly timesAs?: TimesAs;
  /** Of classes whose definition the export does not tell, as Weaviate's own does not. */
  readonly definitions?: readonly ClassDefinition[];
  /** Where the export lies; what is absent is looked up. */
  readonly config?: { readonly bucket?: string; readonly path?: string };
}
