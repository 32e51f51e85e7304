import { type ClassDefinition, ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { classLayout } from '@weaviate-export/format';
import type { RestoreJob } from '../ports/restore-executor.ts';
import type { RestoredTenant } from '../ports/restore-target.ts';
import { type ChainLayer, type ChainLink, layersOf } from '../stored/export-chain.ts';
import type { ExportContents, ExportFile } from '../stored/export-files.ts';
import type { ReadHome } from '../stored/read-home.ts';
import type { IdFile } from '../stored/stored-ids.ts';
import type { RestoreSettings } from './restore-settings.ts';

/** A file whose objects are to come back. */
export interface RestoredFile {
  readonly home: ReadHome;
  readonly file: ExportFile;
  /** The class as this file's export has it. */
  readonly ofClass: RestoreJob['ofClass'];
  /** Files of newer exports of the chain, whose ids stand above those of this one. */
  readonly newer: readonly IdFile[];
}

/** A class that is to come back. */
export interface PlannedClass {
  /** In the target. */
  readonly name: string;
  readonly exportedAs: string;
  /** With its name in the target. */
  readonly definition: ClassDefinition;
  /** Those of the chain, the oldest export's first. */
  readonly files: readonly RestoredFile[];
  readonly tenants: readonly RestoredTenant[];
  /** Objects in its files. */
  readonly objects: number;
  /** A class of that name is in the target. */
  readonly isThere: boolean;
}

/**
 * What of an export is to be restored, and by which names: nothing has been written, and all that the export, the request and the
 * target disagree in is found here.
 * @param chain the export and those that it is laid over, the newest first
 * @param classes the chosen ones, by their names in the export
 * @param there finds the definitions of classes that the target has, those whose names differ in case alone too
 * @param keepsTimes the target keeps the times of objects, and takes no properties for them
 * @throws ExportError CLASS_NOT_EXPORTED, FIELD_INVALID, DEFINITION_MISSING, RESTORE_CONFLICT
 */
export async function planRestore(
  chain: readonly ChainLink[],
  classes: readonly string[],
  settings: RestoreSettings,
  there: (names: readonly string[]) => Promise<readonly ClassDefinition[]>,
  { keepsTimes }: { readonly keepsTimes: boolean },
): Promise<PlannedClass[]> {
  const { rename, tenants, onConflict } = settings;
  const { contents } = chain[0]!;
  for (const name of rename.keys())
    if (!classes.includes(name)) throw new ExportError('CLASS_NOT_EXPORTED', ['rename', name]);
  const names = classes.map((name) => rename.get(name) ?? name);
  const twice = names.find((name, index) => names.findIndex((other) => isSame(other, name)) !== index);
  if (twice !== undefined)
    throw new ExportError('FIELD_INVALID', [
      'rename',
      twice,
      'two classes of the restore would have this name',
    ]);
  refuseUnknownTenants(contents, classes, tenants);
  const found = await there(names);
  return classes.map((exportedAs, index) => {
    const name = names[index]!;
    const known = found.find((one) => isSame(one.class, name));
    const definition = definitionOf(contents, settings, exportedAs, known);
    if (known !== undefined) refuseConflict(name, definition, known, onConflict);
    checkTimesAs(settings, definition, keepsTimes ? undefined : known);
    const isWanted = (tenant: string): boolean => tenants?.includes(tenant) ?? true;
    const tenantsOf = isMultiTenant(definition) ? (contents.tenants.get(exportedAs) ?? []) : [];
    const restored = [...tenantsOf].filter(([tenant]) => isWanted(tenant));
    // What its own files say of tenants counts as well, where a definition was given that knows of none.
    const inFiles = contents.classes.get(exportedAs)!.map(({ tenant }) => tenant);
    const shards = new Set([undefined, ...inFiles, ...restored.map(([tenant]) => tenant)]);
    const wanted = [...shards].filter((tenant) => tenant === undefined || isWanted(tenant));
    const layers = layersOf(chain, exportedAs, wanted);
    const files = [...layers.values()].flatMap((own) => filesOf(own, exportedAs, definition));
    return {
      name,
      exportedAs,
      definition: { ...definition, class: name },
      files,
      tenants: restored.map(([tenant, status]) => ({ name: tenant, status })),
      objects: files.reduce((sum, { file: { rows = 0 } }) => sum + rows, 0),
      isThere: known !== undefined,
    };
  });
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The files of a class or a tenant, each with those that stand above it. */
function filesOf(layers: readonly ChainLayer[], className: string, newest: ClassDefinition): RestoredFile[] {
  const files: RestoredFile[] = [];
  const newer: IdFile[] = [];
  for (const { home, contents, objects, deletes } of layers) {
    const definition = contents.definitions.find((one) => one.class === className) ?? newest;
    const above = [...newer];
    const own = objects.map((file) => ({ home, file, ofClass: ofClass(definition), newer: above }));
    files.unshift(...own);
    newer.push(...objects.map((file) => ({ home, file })));
    newer.push(...deletes.map((file) => ({ home, file, isChecked: true })));
  }
  return files;
}

function ofClass(definition: ClassDefinition): RestoreJob['ofClass'] {
  const { vectors, properties } = classLayout('standard', definition);
  return { vectors, properties };
}

function definitionOf(
  { definitions }: ExportContents,
  { definitions: given }: RestoreSettings,
  name: string,
  known: ClassDefinition | undefined,
): ClassDefinition {
  const definition = [...definitions, ...given].find((one) => one.class === name) ?? known;
  if (definition === undefined) throw new ExportError('DEFINITION_MISSING', [name]);
  return definition;
}

function refuseUnknownTenants(
  contents: ExportContents,
  classes: readonly string[],
  tenants: readonly string[] = [],
): void {
  const unknown = tenants.find((tenant) => !classes.some((name) => contents.tenants.get(name)?.has(tenant)));
  if (unknown !== undefined)
    throw new ExportError('FIELD_INVALID', ['tenants', unknown, 'no class to be restored has this tenant']);
}

function refuseConflict(
  name: string,
  definition: ClassDefinition,
  known: ClassDefinition,
  onConflict: RestoreSettings['onConflict'],
): void {
  if (onConflict === 'fail')
    throw new ExportError('RESTORE_CONFLICT', [name, 'give it a new name with rename, or set onConflict']);
  if (known.class !== name)
    throw new ExportError('RESTORE_CONFLICT', [
      name,
      `as ${known.class}, from which it differs in case alone`,
    ]);
  if (isMultiTenant(known) !== isMultiTenant(definition)) {
    const problem = `it ${isMultiTenant(known) ? 'has tenants, and the exported one has none' : 'has no tenants, and the exported one has'}`;
    throw new ExportError('RESTORE_CONFLICT', [name, problem]);
  }
}

/** A class that is there has to have the properties: nothing of its definition changes. */
function checkTimesAs(
  { timesAs }: RestoreSettings,
  definition: ClassDefinition,
  known: ClassDefinition | undefined,
): void {
  const find = (of: ClassDefinition, name: string) =>
    of.properties?.find((property) => isSame(property.name, name));
  for (const [time, name] of Object.entries(timesAs) as [string, string][]) {
    const refuse = (problem: string): never => {
      throw new ExportError('FIELD_INVALID', [`timesAs.${time}`, name, problem]);
    };
    const taken = find(definition, name);
    if (taken !== undefined) refuse(`class ${definition.class} has a property ${taken.name} already`);
    if (known === undefined) continue;
    const own = find(known, name);
    if (own === undefined || own.name !== name || own.dataType.join() !== 'date')
      refuse(
        `class ${known.class} is there and has no property ${name} of type date: add it, or leave it out`,
      );
  }
}
